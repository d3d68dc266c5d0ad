package sending

import (
	"context"
	"testing"
	"time"

	"github.com/go-openapi/strfmt"
	eventsapi "github.com/openshift/assisted-service/internal/events/api"
	eventgen "github.com/openshift/assisted-service/internal/generated/every_type"
)

// What code written for the original's output relies on; that this compiles is the test.
var (
	_ func(strfmt.UUID, strfmt.UUID, *strfmt.UUID, string, string, time.Time) *eventgen.HostSeverityReportedEvent = func(
		host, infraEnv strfmt.UUID, cluster *strfmt.UUID, severity, info string, _ time.Time,
	) *eventgen.HostSeverityReportedEvent {
		return eventgen.NewHostSeverityReportedEvent(host, infraEnv, cluster, severity, info)
	}
	_ func(context.Context, eventsapi.Sender, strfmt.UUID, strfmt.UUID, *strfmt.UUID, string, string)                                    = eventgen.SendHostSeverityReportedEvent
	_ func(context.Context, eventsapi.Sender, strfmt.UUID, strfmt.UUID, *strfmt.UUID, string, string, time.Time)                         = eventgen.SendHostSeverityReportedEventAtTime
	_ func(strfmt.UUID, strfmt.UUID, strfmt.UUID, string, int, int64, bool, float64, time.Time, strfmt.UUID) *eventgen.HostMeasuredEvent = eventgen.NewHostMeasuredEvent

	_ *string             = &eventgen.HostMeasuredEventName
	_ eventsapi.HostEvent = &eventgen.HostMeasuredEvent{}
	_ eventsapi.InfoEvent = &eventgen.HostSeverityReportedEvent{}
)

func TestAnEventMadeAsALiteral(t *testing.T) {
	event := eventgen.HostMeasuredEvent{ClusterId: "c", BigNumber: 1}
	if id := event.GetClusterId(); id != &event.ClusterId {
		t.Errorf("%v", id)
	}
	if name := event.GetName(); name != eventgen.HostMeasuredEventName {
		t.Error(name)
	}
	if id := (&eventgen.HostMeasuredAgainEvent{}).GetClusterId(); id != nil {
		t.Errorf("%v", id)
	}
	if severity := (&eventgen.HostSeverityReportedEvent{Severity: "critical"}).GetSeverity(); severity != "critical" {
		t.Error(severity)
	}
}
