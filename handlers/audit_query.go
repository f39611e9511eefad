package handlers

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"shinsa/review"
	"shinsa/review/compare"
	"shinsa/views"
)

// auditQuery reads which decisions are asked for. values gives a parameter of the URL, or of the form that
// kept it. A day that cannot be read is told beside its field and filters nothing; any other word that
// means nothing is no question at all.
func (a *App) auditQuery(values func(string) string) (views.AuditFilter, review.DecisionQuery, error) {
	f := views.AuditFilter{
		Person: values("person"), Kind: values("kind"), Outcome: values("outcome"), Language: values("language"), Finding: values("finding"), After: values("after"),
		From: oneLine(values("from")), Until: oneLine(values("until")), Wrong: map[string]string{},
	}
	var q review.DecisionQuery
	if f.Person != "" {
		if !isID(f.Person) {
			return f, q, errNoSense
		}
		q.By = review.StaffID(f.Person)
	}
	if f.Kind != "" {
		if _, ok := a.Desk.Kinds.Set().Kind(f.Kind); !ok {
			return f, q, errNoSense
		}
		q.Kind = f.Kind
	}
	if f.Outcome != "" {
		if q.Outcome = review.Outcome(f.Outcome); !slices.Contains(review.Outcomes(), q.Outcome) {
			return f, q, errNoSense
		}
	}
	if f.Language != "" {
		if q.Lang = f.Language; !slices.Contains(a.Words.Languages(), q.Lang) {
			return f, q, errNoSense
		}
	}
	if f.Finding != "" {
		if q.Finding = f.Finding; !slices.Contains(review.FindingCodes(), q.Finding) {
			return f, q, errNoSense
		}
	}
	if f.After != "" {
		cursor, ok := decodeDecisionCursor(f.After)
		if !ok {
			return f, q, errNoSense
		}
		q.After = &cursor
	}
	a.auditPeriod(&f, &q)
	return f, q, nil
}

// auditPeriod reads the days as people type them; the last one is included. What was understood stands in
// the filter as an ISO date.
func (a *App) auditPeriod(f *views.AuditFilter, q *review.DecisionQuery) {
	zone := a.Desk.Settings().Zone
	day := func(field string, typed *string, after int) time.Time {
		if *typed == "" {
			return time.Time{}
		}
		d, err := compare.ParseDate(*typed)
		if err != nil {
			f.Wrong[field] = "audit.error.day"
			return time.Time{}
		}
		*typed = d.String()
		return time.Date(d.Year, time.Month(d.Month), d.Day+after, 0, 0, 0, 0, zone)
	}
	q.From, q.Until = day("from", &f.From, 0), day("until", &f.Until, 1)
	if !q.From.IsZero() && !q.Until.IsZero() && !q.From.Before(q.Until) {
		f.Wrong["until"] = "audit.error.period"
		q.Until = time.Time{}
	}
}

// longestLine is longer than any value of a line of ours, in bytes.
const longestLine = 200

// oneLine is a short text of a URL or a form as it can be shown again. What is longer is cut, never dropped: it is still too
// long for whatever reads it, and is refused there in words, where nothing would be no filter at all.
func oneLine(s string) string {
	s = strings.TrimSpace(typed([]byte(s)))
	if len(s) > longestLine {
		return strings.ToValidUTF8(s[:longestLine], "")
	}
	return s
}

// isID says whether a text has the form of an id, written as the application writes it.
func isID(s string) bool {
	id, err := uuid.Parse(s)
	return err == nil && id.String() == s
}

// encodeDecisionCursor makes the place of a decision in the list into one word for the URL.
func encodeDecisionCursor(c review.DecisionCursor) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d.%s", c.DecidedAt.UnixMicro(), c.ID))
}

// decodeDecisionCursor reads what encodeDecisionCursor wrote; false for everything else.
func decodeDecisionCursor(s string) (review.DecisionCursor, bool) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(b) > 80 {
		return review.DecisionCursor{}, false
	}
	at, id, _ := strings.Cut(string(b), ".")
	micros, err := strconv.ParseInt(at, 10, 64)
	if err != nil || !isID(id) {
		return review.DecisionCursor{}, false
	}
	c := review.DecisionCursor{DecidedAt: time.UnixMicro(micros).UTC(), ID: review.DecisionID(id)}
	return c, encodeDecisionCursor(c) == s
}
