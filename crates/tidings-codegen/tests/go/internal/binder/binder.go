// Package binder emits events as assisted-service's own code does: by the functions that are generated from its catalog.
package binder

import (
	"context"
	"errors"
	"time"

	"github.com/go-openapi/strfmt"
	eventsapi "github.com/openshift/assisted-service/internal/events/api"
	eventgen "github.com/openshift/assisted-service/internal/generated/binder"
	"github.com/openshift/assisted-service/models"
)

type Host struct {
	ID         *strfmt.UUID
	InfraEnvID strfmt.UUID
	ClusterID  *strfmt.UUID
	Name       string
}

type Manager struct {
	eventsHandler eventsapi.Sender
}

func (m *Manager) Bind(ctx context.Context, h *Host) error {
	err := errors.New(`no "free" slot`)
	eventgen.SendHostBindFailedEvent(ctx, m.eventsHandler, *h.ID, h.InfraEnvID, h.ClusterID, h.Name, err.Error())
	return err
}

func (m *Manager) Validate(ctx context.Context, h *Host, when time.Time) {
	eventgen.SendHostValidationChangedEventAtTime(ctx, m.eventsHandler, *h.ID, h.InfraEnvID,
		models.EventSeverityWarning, "has-memory", false, 3, when)
}

func (m *Manager) Prepare(ctx context.Context, cluster strfmt.UUID) {
	eventgen.SendClusterPrepareInstallationStartedEvent(ctx, m.eventsHandler, cluster, 1<<40)
}

func (m *Manager) Deregister(ctx context.Context, infraEnv strfmt.UUID) {
	event := eventgen.NewInfraEnvDeregisterFailedEvent(infraEnv, "in use")
	m.eventsHandler.SendInfraEnvEvent(ctx, event)
}
