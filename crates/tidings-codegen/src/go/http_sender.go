package events

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Event is what every event of this package is.
type Event interface {
	GetName() string
	GetEventType() string
	GetSeverity() string
	GetSubjects() map[string]any
	GetProps() map[string]any
	FormatMessage() string
}

// Sender is where events are sent: an [HTTPSender], or in a test one that keeps them.
type Sender interface {
	// Send returns when the event is stored, or why it is not. It happened at eventTime; the zero time is now.
	Send(ctx context.Context, event Event, eventTime time.Time) (Receipt, error)
}

// Receipt tells what became of an event.
type Receipt struct {
	// ID is that of the stored record.
	ID UUID
	// Message is what the server made of the event.
	Message string
	// RateLimited is whether the event was discarded, since one like it was stored shortly before.
	RateLimited bool
}

// UUID is a UUID as text.
type UUID string

// HTTPSender sends to a server, tidings serve. It may be used by several goroutines at once.
type HTTPSender struct {
	// BaseURL is the server's, with its base path: https://events.example.com/api
	BaseURL string
	// Token is sent as a bearer token, unless it is empty.
	Token Sensitive
	// Client is used instead of one that waits 30 seconds for an answer and follows no redirect.
	Client *http.Client
	// Tries is how often an event is sent to a server that cannot be reached or is busy; 0 means 5. The server stores it once.
	Tries int
	// AllowPlainHTTP permits http to other machines, by which whoever is on the way can read events and token.
	AllowPlainHTTP bool
}

// HTTPError is the answer of a server that refused an event.
type HTTPError struct {
	// Status is that of the answer, as 400.
	Status int
	// Message is what the server says is wrong.
	Message string

	retryAfter time.Duration
}

func (e *HTTPError) Error() string {
	return fmt.Sprintf("the server answered %d: %s", e.Status, e.Message)
}

var defaultClient = &http.Client{
	Timeout: 30 * time.Second,
	// An answer that sends events and token elsewhere is an error.
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// Send posts the event. An error of the server is an [*HTTPError].
func (s *HTTPSender) Send(ctx context.Context, event Event, eventTime time.Time) (Receipt, error) {
	address, err := s.address(event)
	if err != nil {
		return Receipt{}, err
	}
	body, err := requestBody(event, eventTime)
	if err != nil {
		return Receipt{}, fmt.Errorf("event %s: %w", event.GetName(), err)
	}
	for _, character := range []byte(s.Token) {
		if character <= ' ' || character > '~' {
			return Receipt{}, errors.New("Token must be visible ASCII")
		}
	}
	key, err := newID()
	if err != nil {
		return Receipt{}, err
	}
	tries := s.Tries
	if tries <= 0 {
		tries = 5
	}
	for try := 1; ; try++ {
		receipt, err := s.post(ctx, address, key, body)
		if err == nil || try >= tries || !mayPass(err) {
			return receipt, err
		}
		if !wait(ctx, pause(try, err)) {
			return Receipt{}, err
		}
	}
}

func (s *HTTPSender) address(event Event) (string, error) {
	base, err := url.Parse(s.BaseURL)
	if err != nil {
		return "", fmt.Errorf("BaseURL: %w", err)
	}
	switch {
	case base.Host == "" || base.Scheme != "http" && base.Scheme != "https":
		return "", errors.New("BaseURL must be like https://events.example.com/api")
	case base.Scheme == "http" && !isLoopback(base.Hostname()) && !s.AllowPlainHTTP:
		return "", errors.New("BaseURL is plain http to another machine; use https, or set AllowPlainHTTP")
	}
	return base.JoinPath("v2", "events", event.GetName()).String(), nil
}

func isLoopback(host string) bool {
	address := net.ParseIP(host)
	return host == "localhost" || address != nil && address.IsLoopback()
}

func requestBody(event Event, eventTime time.Time) ([]byte, error) {
	properties := event.GetProps()
	for name, value := range event.GetSubjects() {
		properties[name] = value
	}
	request := map[string]any{"properties": properties}
	if !eventTime.IsZero() {
		request["event_time"] = timeText(eventTime)
	}
	return json.Marshal(request)
}

func (s *HTTPSender) post(ctx context.Context, address, key string, body []byte) (Receipt, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return Receipt{}, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Idempotency-Key", key)
	if s.Token != "" {
		request.Header.Set("Authorization", "Bearer "+string(s.Token))
	}
	client := s.Client
	if client == nil {
		client = defaultClient
	}
	response, err := client.Do(request)
	if err != nil {
		return Receipt{}, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, 16<<20))
	if err != nil {
		return Receipt{}, err
	}
	if response.StatusCode != http.StatusCreated {
		return Receipt{}, refusal(response, answer)
	}
	var stored struct {
		ID          UUID            `json:"id"`
		Message     string          `json:"message"`
		RateLimited json.RawMessage `json:"rate_limited"`
	}
	if err := json.Unmarshal(answer, &stored); err != nil {
		return Receipt{}, fmt.Errorf("the server's answer: %w", err)
	}
	return Receipt{ID: stored.ID, Message: stored.Message, RateLimited: stored.RateLimited != nil}, nil
}

func refusal(response *http.Response, answer []byte) *HTTPError {
	var said struct {
		Message string `json:"message"`
		Reason  string `json:"reason"`
	}
	// An answer that is no JSON comes from something between.
	_ = json.Unmarshal(answer, &said)
	message := said.Message
	if message == "" {
		message = said.Reason
	}
	if message == "" {
		message = http.StatusText(response.StatusCode)
	}
	if response.StatusCode == http.StatusNotFound {
		// Most often it is the base path that is wrong.
		message += ": " + response.Request.URL.String()
	}
	seconds, _ := strconv.Atoi(strings.TrimSpace(response.Header.Get("Retry-After")))
	retryAfter := time.Duration(min(max(seconds, 0), 60)) * time.Second
	return &HTTPError{Status: response.StatusCode, Message: message, retryAfter: retryAfter}
}

// mayPass tells whether the same may succeed later: the server was not reached, or says that it is busy.
func mayPass(err error) bool {
	var refused *HTTPError
	if errors.As(err, &refused) {
		switch refused.Status {
		case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
			return true
		}
		return false
	}
	return !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded)
}

// pause is what the server asks for, or else twice as long after each try, give or take some.
func pause(try int, err error) time.Duration {
	var refused *HTTPError
	if errors.As(err, &refused) && refused.retryAfter > 0 {
		return refused.retryAfter
	}
	longest := 100 * time.Millisecond << min(try, 8)
	return longest/2 + time.Duration(mathrand.Int63n(int64(longest/2)))
}

func wait(ctx context.Context, duration time.Duration) bool {
	timer := time.NewTimer(duration)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// newID makes a UUID of version 7 (RFC 9562), by which the server knows a retry. It becomes the record's id.
func newID() (string, error) {
	var id [16]byte
	if _, err := rand.Read(id[6:]); err != nil {
		return "", err
	}
	milliseconds := time.Now().UnixMilli()
	for index := 5; index >= 0; index-- {
		id[index] = byte(milliseconds)
		milliseconds >>= 8
	}
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:]), nil
}
