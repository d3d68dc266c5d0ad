// Package sending tests what is the same in every generated package that has its own sender.
package sending

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	events "github.com/openshift/assisted-service/internal/generated/declared_event_types"
	sensitive "github.com/openshift/assisted-service/internal/generated/sensitive_alone"
)

// answers gives each request the next answer, the last one again and again.
func answers(t *testing.T, answers ...http.HandlerFunc) (*httptest.Server, *[]*http.Request, *[]string) {
	var requests []*http.Request
	var bodies []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		requests, bodies = append(requests, r), append(bodies, string(body))
		answers[min(len(requests), len(answers))-1](w, r)
	}))
	t.Cleanup(server.Close)
	return server, &requests, &bodies
}

func answer(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func TestARetryIsTheSameEvent(t *testing.T) {
	stored := answer(201, `{"id":"0190-a","message":"Order A placed"}`)
	server, requests, bodies := answers(t, answer(503, "proxy says no"), stored)
	sender := &events.HTTPSender{BaseURL: server.URL + "/api/", Token: "geheim"}
	receipt, err := events.SendOrderPlacedEventAtTime(context.Background(), sender, "A", 7, time.Unix(0, 1234567000))
	if want := (events.Receipt{ID: "0190-a", Message: "Order A placed"}); err != nil || receipt != want {
		t.Fatalf("%+v, %v", receipt, err)
	}
	if len(*requests) != 2 || (*bodies)[0] != (*bodies)[1] {
		t.Fatalf("sent %q", *bodies)
	}
	var body map[string]any
	if err := json.Unmarshal([]byte((*bodies)[0]), &body); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"properties": map[string]any{"order_id": "A", "customer_id": 7.0},
		"event_time": "1970-01-01T00:00:01.234567Z",
	}
	if !reflect.DeepEqual(body, want) {
		t.Errorf("sent %v", body)
	}
	first, second := (*requests)[0], (*requests)[1]
	if first.Method != "POST" || first.URL.Path != "/api/v2/events/order_placed" {
		t.Errorf("%s %s", first.Method, first.URL)
	}
	key := first.Header.Get("Idempotency-Key")
	if len(key) != 36 || key[14] != '7' || key != second.Header.Get("Idempotency-Key") {
		t.Errorf("keys %q, %q", key, second.Header.Get("Idempotency-Key"))
	}
	if token := first.Header.Get("Authorization"); token != "Bearer geheim" {
		t.Errorf("authorized by %q", token)
	}
	if shown := fmt.Sprintf("%v %+v %#v", sender, *sender, sender); strings.Contains(shown, "geheim") {
		t.Error(shown)
	}
}

func TestARefusalIsToldInTheServersWords(t *testing.T) {
	server, requests, _ := answers(t, answer(400, `{"code":400,"message":"order_id is required"}`))
	_, err := events.SendOrderPlacedEvent(context.Background(), &events.HTTPSender{BaseURL: server.URL}, "", 7)
	var refused *events.HTTPError
	if !errors.As(err, &refused) || refused.Status != 400 || refused.Message != "order_id is required" {
		t.Errorf("%v", err)
	}
	if len(*requests) != 1 {
		t.Errorf("sent %d times", len(*requests))
	}
}

func TestAWrongBasePathIsShown(t *testing.T) {
	server, _, _ := answers(t, answer(404, `{"code":"404","reason":"Object Not Found"}`))
	_, err := events.SendServiceWasStartedEvent(context.Background(), &events.HTTPSender{BaseURL: server.URL})
	want := "the server answered 404: Object Not Found: " + server.URL + "/v2/events/service_was_started"
	if err == nil || err.Error() != want {
		t.Errorf("%v", err)
	}
}

func TestAWrongTokenIsNotShown(t *testing.T) {
	server, requests, _ := answers(t, answer(201, `{}`))
	sender := &events.HTTPSender{BaseURL: server.URL, Token: "geheim\n"}
	_, err := events.SendServiceWasStartedEvent(context.Background(), sender)
	if err == nil || err.Error() != "Token must be visible ASCII" || len(*requests) != 0 {
		t.Errorf("%v", err)
	}
}

func TestADiscardedEventIsNoError(t *testing.T) {
	server, _, bodies := answers(t, answer(201, `{"id":"1","message":"m","rate_limited":{"window":60}}`))
	receipt, err := events.SendServiceWasStartedEvent(context.Background(), &events.HTTPSender{BaseURL: server.URL})
	if err != nil || !receipt.RateLimited {
		t.Errorf("%+v, %v", receipt, err)
	}
	if (*bodies)[0] != `{"properties":{}}` {
		t.Errorf("sent %s", (*bodies)[0])
	}
}

func TestTriesEnd(t *testing.T) {
	server, requests, _ := answers(t, answer(503, ""))
	sender := &events.HTTPSender{BaseURL: server.URL, Tries: 2}
	if _, err := events.SendServiceWasStartedEvent(context.Background(), sender); err == nil || len(*requests) != 2 {
		t.Errorf("%v after %d", err, len(*requests))
	}
	done, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := events.SendServiceWasStartedEvent(done, sender); !errors.Is(err, context.Canceled) || len(*requests) != 2 {
		t.Errorf("%v after %d", err, len(*requests))
	}
}

func TestARedirectIsNotFollowed(t *testing.T) {
	other, others, _ := answers(t, answer(201, `{}`))
	server, _, _ := answers(t, http.RedirectHandler(other.URL, 307).ServeHTTP)
	if _, err := events.SendServiceWasStartedEvent(context.Background(), &events.HTTPSender{BaseURL: server.URL}); err == nil {
		t.Error("followed")
	}
	if len(*others) != 0 {
		t.Error("the other server was told")
	}
}

func TestAddressesThatAreRefused(t *testing.T) {
	for _, base := range []string{"", "events.example.com", "ftp://127.0.0.1", "http://events.example.com", "http://127.0.0.1.example.com", "http://\x7f"} {
		_, err := events.SendServiceWasStartedEvent(context.Background(), &events.HTTPSender{BaseURL: base})
		if err == nil || !strings.HasPrefix(err.Error(), "BaseURL") {
			t.Errorf("%s: %v", base, err)
		}
	}
}

func TestSecretsStayHere(t *testing.T) {
	server, _, bodies := answers(t, answer(201, `{"id":"1","message":"m"}`))
	secret := "hunter2"
	_, err := sensitive.SendClusterCredentialsChangedEvent(context.Background(), &sensitive.HTTPSender{BaseURL: server.URL}, "1", secret, &secret, "ada")
	if err != nil || strings.Contains((*bodies)[0], secret) || !strings.Contains((*bodies)[0], `"pull_secret":"[redacted]"`) {
		t.Errorf("%v, sent %s", err, (*bodies)[0])
	}
}
