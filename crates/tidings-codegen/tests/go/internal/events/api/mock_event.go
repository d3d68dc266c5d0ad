package api

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/go-openapi/strfmt"
)

// Matcher is gomock's.
type Matcher interface {
	Matches(value any) bool
	String() string
}

// MockSender takes the events that are expected, each as often as it is, and no others.
type MockSender struct {
	t        *testing.T
	expected []*Expectation
}

// Expectation is of a method and an event.
type Expectation struct {
	method string
	event  Matcher
	times  int
}

func NewMockSender(t *testing.T) *MockSender {
	m := &MockSender{t: t}
	t.Cleanup(func() {
		for _, expectation := range m.expected {
			if expectation.times > 0 {
				t.Errorf("%s was expected %d times more", expectation.method, expectation.times)
			}
		}
	})
	return m
}

// Expect is of one call.
func (m *MockSender) Expect(method string, event Matcher) *Expectation {
	expectation := &Expectation{method, event, 1}
	m.expected = append(m.expected, expectation)
	return expectation
}

func (e *Expectation) Times(times int) {
	e.times = times
}

func (m *MockSender) called(method string, event any) {
	m.t.Helper()
	var told []string
	for _, expectation := range m.expected {
		if expectation.method != method || expectation.times == 0 {
			continue
		}
		if expectation.event.Matches(event) {
			expectation.times--
			return
		}
		told = append(told, expectation.event.String())
	}
	m.t.Errorf("%s: unexpected %+v: %s", method, event, strings.Join(told, "; "))
}

func (m *MockSender) V2AddEvent(_ context.Context, _, _, _ *strfmt.UUID, name, severity, msg string, _ time.Time, props ...interface{}) {
	m.called("V2AddEvent", fmt.Sprint(name, severity, msg, props))
}

func (m *MockSender) NotifyInternalEvent(_ context.Context, _, _, _ *strfmt.UUID, msg string) {
	m.called("NotifyInternalEvent", msg)
}

func (m *MockSender) V2AddMetricsEvent(_ context.Context, _, _, _ *strfmt.UUID, name, severity, msg string, _ time.Time, props ...interface{}) {
	m.called("V2AddMetricsEvent", fmt.Sprint(name, severity, msg, props))
}

func (m *MockSender) SendClusterEvent(_ context.Context, event ClusterEvent) {
	m.called("SendClusterEvent", event)
}

func (m *MockSender) SendClusterEventAtTime(_ context.Context, event ClusterEvent, _ time.Time) {
	m.called("SendClusterEventAtTime", event)
}

func (m *MockSender) SendHostEvent(_ context.Context, event HostEvent) {
	m.called("SendHostEvent", event)
}

func (m *MockSender) SendHostEventAtTime(_ context.Context, event HostEvent, _ time.Time) {
	m.called("SendHostEventAtTime", event)
}

func (m *MockSender) SendInfraEnvEvent(_ context.Context, event InfraEnvEvent) {
	m.called("SendInfraEnvEvent", event)
}

func (m *MockSender) SendInfraEnvEventAtTime(_ context.Context, event InfraEnvEvent, _ time.Time) {
	m.called("SendInfraEnvEventAtTime", event)
}

var _ Sender = (*MockSender)(nil)
