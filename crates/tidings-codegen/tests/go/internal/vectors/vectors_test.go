package vectors

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"reflect"
	"testing"

	own "github.com/openshift/assisted-service/internal/generated/vectors"
	dropin "github.com/openshift/assisted-service/internal/generated/vectors_drop_in"
)

// made is what both kinds of packages give for an event.
type made interface {
	GetName() string
	GetSeverity() string
	GetProps() map[string]any
	FormatMessage() string
}

func TestAPackageWithItsOwnSenderMakesOfVectorsWhatTheRustRuntimeDoes(t *testing.T) {
	tried := check(t, map[string]any{
		"host_was_measured":               own.NewHostWasMeasuredEvent,
		"host_was_measured_again":         own.NewHostWasMeasuredAgainEvent,
		"cluster_secrets_were_changed":    own.NewClusterSecretsWereChangedEvent,
		"infra_env_severity_was_reported": own.NewInfraEnvSeverityWasReportedEvent,
		"order_was_paid":                  own.NewOrderWasPaidEvent,
		"service_was_started":             own.NewServiceWasStartedEvent,
	})
	if tried < 60 {
		t.Errorf("only %d", tried)
	}
}

// The drop-in has the built-in event types alone.
func TestADropInMakesOfVectorsWhatTheRustRuntimeDoes(t *testing.T) {
	tried := check(t, map[string]any{
		"host_was_measured":               dropin.NewHostWasMeasuredEvent,
		"host_was_measured_again":         dropin.NewHostWasMeasuredAgainEvent,
		"cluster_secrets_were_changed":    dropin.NewClusterSecretsWereChangedEvent,
		"infra_env_severity_was_reported": dropin.NewInfraEnvSeverityWasReportedEvent,
		"order_was_paid":                  nil,
		"service_was_started":             nil,
	})
	if tried < 50 {
		t.Errorf("only %d", tried)
	}
}

func check(t *testing.T, constructors map[string]any) (tried int) {
	vectors, err := Read(os.Getenv("TIDINGS_VECTORS"))
	if err != nil {
		t.Fatal(err)
	}
	for _, vector := range vectors {
		constructor, ok := constructors[vector.Event]
		if !ok {
			t.Fatalf("%s has no constructor here", vector.Event)
		}
		if constructor == nil {
			continue
		}
		event, err := vector.MakeEvent(constructor)
		if err != nil {
			t.Fatal(err)
		}
		compare(t, vector, event.(made))
		tried++
	}
	return tried
}

func compare(t *testing.T, vector Vector, event made) {
	t.Helper()
	if event.GetName() != vector.Event || event.GetSeverity() != vector.Made.Severity {
		t.Errorf("%s is %s, %s", vector.Event, event.GetName(), event.GetSeverity())
	}
	if message := event.FormatMessage(); message != vector.Made.Message {
		t.Errorf("%s\n has %q\nwant %q", vector.Event, message, vector.Made.Message)
	}
	compareJSON(t, vector.Event, event.GetProps(), vector.Made.Props)
	if about, ok := event.(interface{ GetSubjects() map[string]any }); ok {
		compareJSON(t, vector.Event, about.GetSubjects(), vector.Made.Subjects)
	}
}

// compareJSON compares integers as they are written, and not as floats.
func compareJSON(t *testing.T, event string, values map[string]any, expected []byte) {
	t.Helper()
	text, err := json.Marshal(values)
	if err != nil {
		t.Fatal(err)
	}
	if has, want := decode(t, text), decode(t, expected); !reflect.DeepEqual(has, want) {
		t.Errorf("%s\n has %v\nwant %v", event, has, want)
	}
}

func decode(t *testing.T, text []byte) (decoded map[string]any) {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&decoded); err != nil {
		t.Fatal(err)
	}
	for name, value := range decoded {
		if number, ok := value.(json.Number); ok {
			decoded[name] = exact(t, number)
		}
	}
	return decoded
}

// exact gives an integer where it is one, however it is written.
func exact(t *testing.T, number json.Number) any {
	t.Helper()
	if integer, err := number.Int64(); err == nil {
		return integer
	}
	float, err := number.Float64()
	if err != nil {
		t.Fatal(err)
	}
	if float == math.Trunc(float) && math.Abs(float) < 1<<62 {
		return int64(float)
	}
	return float
}
