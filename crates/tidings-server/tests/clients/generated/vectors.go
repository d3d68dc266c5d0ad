// Sends the vectors by generated Go. Arguments: the URL of a service of their catalog, and their file. Says `done` at the
// end.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"example.com/vectors/events"
	"example.com/vectors/internal/vectors"
)

var constructors = map[string]any{
	"host_was_measured":               events.NewHostWasMeasuredEvent,
	"host_was_measured_again":         events.NewHostWasMeasuredAgainEvent,
	"cluster_secrets_were_changed":    events.NewClusterSecretsWereChangedEvent,
	"infra_env_severity_was_reported": events.NewInfraEnvSeverityWasReportedEvent,
	"order_was_paid":                  events.NewOrderWasPaidEvent,
	"service_was_started":             events.NewServiceWasStartedEvent,
}

func main() {
	sender := &events.HTTPSender{BaseURL: os.Args[1]}
	given, err := vectors.Read(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	for _, vector := range given {
		event, err := vector.MakeEvent(constructors[vector.Event])
		if err != nil {
			log.Fatal(err)
		}
		receipt, err := sender.Send(context.Background(), event.(events.Event), time.Time{})
		if err != nil || receipt.Message != vector.Made.Message {
			log.Fatalf("%s: %v\n has %q\nwant %q", vector.Event, err, receipt.Message, vector.Made.Message)
		}
	}
	fmt.Println("done")
}
