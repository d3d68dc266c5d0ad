// Package eventstest matches events by what senders know of them, as the package of the same path in assisted-service does.
package eventstest

import (
	"fmt"
	"strings"

	eventsapi "github.com/openshift/assisted-service/internal/events/api"
)

// Part tells what is wrong with an event, or nothing.
type Part func(event eventsapi.BaseEvent) string

// Matcher has the methods of gomock's interface.
type Matcher struct {
	parts []Part
	wrong string
}

func NewEventMatcher(parts ...Part) *Matcher {
	return &Matcher{parts: parts}
}

func (m *Matcher) Matches(value any) bool {
	event, ok := value.(eventsapi.BaseEvent)
	if !ok {
		m.wrong = fmt.Sprintf("%T is no event", value)
		return false
	}
	for _, part := range m.parts {
		if m.wrong = part(event); m.wrong != "" {
			return false
		}
	}
	return true
}

func (m *Matcher) String() string {
	return m.wrong
}

func equal(what, actual, expected string) string {
	if actual == expected {
		return ""
	}
	return fmt.Sprintf("%s is %q, expected %q", what, actual, expected)
}

func WithNameMatcher(expected string) Part {
	return func(event eventsapi.BaseEvent) string { return equal("name", event.GetName(), expected) }
}

func WithSeverityMatcher(expected string) Part {
	return func(event eventsapi.BaseEvent) string { return equal("severity", event.GetSeverity(), expected) }
}

func WithMessageMatcher(expected string) Part {
	return func(event eventsapi.BaseEvent) string { return equal("message", event.FormatMessage(), expected) }
}

func WithMessageContainsMatcher(expected string) Part {
	return func(event eventsapi.BaseEvent) string {
		if strings.Contains(event.FormatMessage(), expected) {
			return ""
		}
		return equal("message", event.FormatMessage(), "one that contains "+expected)
	}
}

func WithInfoMatcher(expected string) Part {
	return func(event eventsapi.BaseEvent) string {
		informed, ok := event.(eventsapi.InfoEvent)
		if !ok {
			return "has no info"
		}
		return equal("info", informed.GetInfo(), expected)
	}
}

func WithHostIdMatcher(expected string) Part {
	return func(event eventsapi.BaseEvent) string {
		host, ok := event.(eventsapi.HostEvent)
		if !ok {
			return "has no host"
		}
		return equal("host", host.GetHostId().String(), expected)
	}
}

// A cluster event is told from others by its id, which is no pointer.
func WithClusterIdMatcher(expected string) Part {
	return func(event eventsapi.BaseEvent) string {
		switch event := event.(type) {
		case eventsapi.ClusterEvent:
			return equal("cluster", event.GetClusterId().String(), expected)
		case eventsapi.InfraEnvEvent:
			cluster := ""
			if event.GetClusterId() != nil {
				cluster = event.GetClusterId().String()
			}
			return equal("cluster", cluster, expected)
		default:
			return "has no cluster"
		}
	}
}

func WithInfraEnvIdMatcher(expected string) Part {
	return func(event eventsapi.BaseEvent) string {
		infraEnv, ok := event.(eventsapi.InfraEnvEvent)
		if !ok {
			return "has no infra env"
		}
		return equal("infra env", infraEnv.GetInfraEnvId().String(), expected)
	}
}
