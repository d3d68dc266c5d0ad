// Package models has the severities of assisted-service's events.
package models

const (
	EventSeverityInfo     string = "info"
	EventSeverityWarning  string = "warning"
	EventSeverityError    string = "error"
	EventSeverityCritical string = "critical"
)
