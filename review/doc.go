// Package review decides identity-document submissions.
//
// It owns the states of a submission and the rules for moving between them: what an applicant may
// still change, who holds a submission, whether its checklist is complete, what a rejection must
// carry, when a decision takes effect. It knows nothing of HTTP, SQL or roles: package policy says
// who may ask, package db keeps the result, package handlers speaks to browsers. What a person typed
// or sent leaves this package only sealed.
//
// Start with Submission, Decision and Desk. The rules are plain functions on plain values (states.go,
// checklist.go, identity.go); each use-case of the Desk is one file and one transaction.
package review
