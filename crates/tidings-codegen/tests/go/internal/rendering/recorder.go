// Package rendering is what the program that renders every event does with each.
package rendering

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"
	"time"

	"github.com/go-openapi/strfmt"
	"github.com/openshift/assisted-service/internal/events/api"
	"github.com/openshift/assisted-service/models"
)

// When is the time of events that are sent with one.
var When = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)

// Event is what all events have in common.
type Event interface {
	api.BaseEvent
	GetProps() map[string]any
}

// Recorder is the original's Sender; it keeps the events that are sent and their times.
type Recorder struct {
	// Methods that generated code never calls.
	api.Sender
	Sent []Sent
}

// Sent is an event, how it was sent, and its ids as its sender is told them.
type Sent struct {
	Event Event
	Kind  string
	Time  time.Time
	IDs   map[string]any
}

func (r *Recorder) SendClusterEvent(ctx context.Context, event api.ClusterEvent) {
	r.SendClusterEventAtTime(ctx, event, time.Time{})
}

func (r *Recorder) SendClusterEventAtTime(_ context.Context, event api.ClusterEvent, at time.Time) {
	r.add(event, "cluster", at, nil, map[string]strfmt.UUID{"cluster_id": event.GetClusterId()})
}

func (r *Recorder) SendHostEvent(ctx context.Context, event api.HostEvent) {
	r.SendHostEventAtTime(ctx, event, time.Time{})
}

func (r *Recorder) SendHostEventAtTime(_ context.Context, event api.HostEvent, at time.Time) {
	ids := map[string]strfmt.UUID{"host_id": event.GetHostId(), "infra_env_id": event.GetInfraEnvId()}
	r.add(event, "host", at, event.GetClusterId(), ids)
}

func (r *Recorder) SendInfraEnvEvent(ctx context.Context, event api.InfraEnvEvent) {
	r.SendInfraEnvEventAtTime(ctx, event, time.Time{})
}

func (r *Recorder) SendInfraEnvEventAtTime(_ context.Context, event api.InfraEnvEvent, at time.Time) {
	r.add(event, "infra_env", at, event.GetClusterId(), map[string]strfmt.UUID{"infra_env_id": event.GetInfraEnvId()})
}

func (r *Recorder) add(event api.BaseEvent, kind string, at time.Time, cluster *strfmt.UUID, ids map[string]strfmt.UUID) {
	all := map[string]any{}
	for name, id := range ids {
		all[name] = strings.ToLower(string(id))
	}
	if cluster != nil {
		all["cluster_id"] = strings.ToLower(string(*cluster))
	}
	r.Sent = append(r.Sent, Sent{event.(Event), kind, at, all})
}

// Print writes a line for the last two events, which are the same one, sent now and at a time.
func (r *Recorder) Print(name string) {
	Print(name, r.Sent)
	r.Sent = nil
}

// Print writes a line of JSON for an event that was sent now and at a time.
func Print(name string, sent []Sent) {
	if len(sent) != 2 || !reflect.DeepEqual(sent[0].Event, sent[1].Event) {
		panic(fmt.Sprintf("%s: sent %v", name, sent))
	}
	if !sent[0].Time.IsZero() || !sent[1].Time.Equal(When) {
		panic(fmt.Sprintf("%s: sent at %v and %v", name, sent[0].Time, sent[1].Time))
	}
	event := sent[0].Event
	if event.GetName() != name {
		panic(fmt.Sprintf("%s is called %s", name, event.GetName()))
	}
	switch event.GetSeverity() {
	case models.EventSeverityInfo, models.EventSeverityWarning, models.EventSeverityError, models.EventSeverityCritical:
	default:
		panic(fmt.Sprintf("%s: severity %s", name, event.GetSeverity()))
	}
	line := map[string]any{
		"name":       name,
		"event_type": sent[0].Kind,
		"severity":   event.GetSeverity(),
		"message":    event.FormatMessage(),
		"subjects":   sent[0].IDs,
		"props":      event.GetProps(),
		"shown":      fmt.Sprintf("%v %+v %#v %s", event, event, event, encoded(event)),
	}
	if info, ok := event.(api.InfoEvent); ok {
		line["info"] = info.GetInfo()
	}
	if err := json.NewEncoder(os.Stdout).Encode(line); err != nil {
		panic(err)
	}
}

func encoded(event any) []byte {
	text, err := json.Marshal(event)
	if err != nil {
		panic(err)
	}
	return text
}

// Pointer gives a place that holds the value.
func Pointer[T any](value T) *T {
	return &value
}

// Time reads an RFC 3339 time.
func Time(text string) time.Time {
	read, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		panic(err)
	}
	return read
}
