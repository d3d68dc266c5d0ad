package binder

import (
	"context"
	"testing"
	"time"

	"github.com/go-openapi/strfmt"
	eventsapi "github.com/openshift/assisted-service/internal/events/api"
	"github.com/openshift/assisted-service/internal/events/eventstest"
	eventgen "github.com/openshift/assisted-service/internal/generated/binder"
	"github.com/openshift/assisted-service/models"
)

const (
	hostID    = "6e5b1c9a-5d1f-4c58-9a34-0f3c5f0d71aa"
	infraEnv  = "0d7e3c1e-59a5-4d46-9a0b-2c3f6d0a4b11"
	clusterID = "11111111-2222-4333-8444-555555555555"
)

func host(cluster *strfmt.UUID) *Host {
	id := strfmt.UUID(hostID)
	return &Host{ID: &id, InfraEnvID: infraEnv, ClusterID: cluster, Name: "worker-3"}
}

func TestAFailedBindingIsTold(t *testing.T) {
	sender := eventsapi.NewMockSender(t)
	sender.Expect("SendHostEvent", eventstest.NewEventMatcher(
		eventstest.WithNameMatcher(eventgen.HostBindFailedEventName),
		eventstest.WithHostIdMatcher(hostID),
		eventstest.WithInfraEnvIdMatcher(infraEnv),
		eventstest.WithClusterIdMatcher(clusterID),
		eventstest.WithInfoMatcher(`no "free" slot`),
		eventstest.WithSeverityMatcher(models.EventSeverityError))).Times(2)
	sender.Expect("SendHostEvent", eventstest.NewEventMatcher(
		eventstest.WithClusterIdMatcher(""),
		eventstest.WithMessageMatcher(`Host worker-3: failed to bind to cluster none: no "free" slot`)))
	manager := Manager{sender}
	cluster := strfmt.UUID(clusterID)
	for _, bound := range []*strfmt.UUID{&cluster, nil, &cluster} {
		if err := manager.Bind(context.Background(), host(bound)); err == nil {
			t.Error("bound")
		}
	}
}

func TestTheSeverityIsWhatTheCallerSays(t *testing.T) {
	sender := eventsapi.NewMockSender(t)
	sender.Expect("SendHostEventAtTime", eventstest.NewEventMatcher(
		eventstest.WithNameMatcher(eventgen.HostValidationChangedEventName),
		eventstest.WithSeverityMatcher(models.EventSeverityWarning),
		eventstest.WithClusterIdMatcher(""),
		eventstest.WithMessageContainsMatcher("is now false after 3 attempts")))
	manager := Manager{sender}
	manager.Validate(context.Background(), host(nil), time.Unix(0, 0))
}

func TestEventsOfClustersAndInfraEnvsHaveTheirIDs(t *testing.T) {
	sender := eventsapi.NewMockSender(t)
	sender.Expect("SendClusterEvent", eventstest.NewEventMatcher(
		eventstest.WithNameMatcher(eventgen.ClusterPrepareInstallationStartedEventName),
		eventstest.WithClusterIdMatcher(clusterID),
		eventstest.WithMessageContainsMatcher("1099511627776 bytes")))
	sender.Expect("SendInfraEnvEvent", eventstest.NewEventMatcher(
		eventstest.WithNameMatcher("infra_env_deregister_failed"),
		eventstest.WithInfraEnvIdMatcher(infraEnv),
		eventstest.WithClusterIdMatcher(""),
		eventstest.WithMessageMatcher("Failed to deregister infra env. Error: in use")))
	manager := Manager{sender}
	manager.Prepare(context.Background(), clusterID)
	manager.Deregister(context.Background(), infraEnv)
}

// Events are values, which code compares and changes by their fields.
func TestEventsAreMadeAsLiterals(t *testing.T) {
	event := eventgen.HostBindFailedEvent{HostId: hostID, InfraEnvId: infraEnv, HostName: "a"}
	event.Info = "b"
	if made := eventgen.NewHostBindFailedEvent(hostID, infraEnv, nil, "a", "b"); *made != event {
		t.Errorf("%+v is not %+v", *made, event)
	}
	if event.GetName() != eventgen.HostBindFailedEventName {
		t.Error(event.GetName())
	}
}
