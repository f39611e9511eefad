package review

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"shinsa/audit"
)

// Columns of exports: codes that programs rely on. One is never given another meaning; new ones may come at the end.
var (
	decisionColumns = []string{
		"decision", "reference", "round", "kind", "kind_version", "lang", "stage", "outcome", "reasons", "person_id", "person",
		"decided_at", "effective_at", "waiting_s", "handling_s", "answers", "answered_together", "second_asked", "first_decision",
		"led_to", "own_words", "marks", "policy_version", "seen_version", "reported_at", "audits", "verdict", "severity", "audited_at", "audited_by",
	}
	auditColumns = []string{"audit", "decision", "reference", "kind", "outcome", "decided_at", "person_id", "person", "verdict", "severity", "sample", "at", "auditor_id", "auditor"}
	viewColumns  = []string{"at", "what", "reference", "round", "side", "person_id", "person", "grant", "shown_at"}
	logColumns   = []string{"n", "entry", "at", "act", "leaf"}
)

// AuditRow is an audit as exports have it.
type AuditRow struct {
	ID, Verdict, Severity, Sample string
	Auditor, AuditorName          string
	At                            time.Time
	Decision                      DecisionRecord // its codes, author and times
}

// ViewRow is one look of a person: at a picture, or at what was typed.
type ViewRow struct {
	At, ShownAt time.Time // ShownAt is zero for what was delivered and not seen, and for what was typed
	What        string    // "image" or "fields"
	Reference   Reference
	Round       int // of the fields; of a picture the first in which it was sent
	Side        string
	Person      StaffID
	Name        string
	Grant       string
	Cursor      ViewCursor
}

// ViewCursor is the place of a look in the order in which they are listed: pictures first, and then fields.
type ViewCursor struct {
	Fields            bool
	Of, Person, Grant string
	Round             int
}

// LeafRow is a leaf of the log with its number.
type LeafRow struct {
	N     int64
	Entry string
	At    time.Time
	Act   audit.Act
	Leaf  []byte
}

// table is what the export writes.
func (x *Export) table(ctx context.Context) (table, error) {
	switch q := x.request.Query; x.request.What {
	case ExportAudits:
		return table{auditColumns, func(row func(...any) error) error { return x.desk.eachAudit(ctx, q, row) }}, nil
	case ExportViews:
		return table{viewColumns, func(row func(...any) error) error { return x.desk.eachView(ctx, q, row) }}, nil
	case ExportFigures:
		return x.figures(ctx)
	case ExportLog:
		return table{logColumns, func(row func(...any) error) error { return x.desk.eachLeaf(ctx, row) }}, nil
	default:
		return table{decisionColumns, func(row func(...any) error) error { return x.desk.eachDecision(ctx, q, row) }}, nil
	}
}

func (d *Desk) eachDecision(ctx context.Context, q DecisionQuery, row func(...any) error) error {
	q.Limit, q.After = exportPage, nil
	for {
		page, err := d.Store.DecisionList(ctx, q)
		if err != nil {
			return err
		}
		for _, r := range page {
			if err := row(decisionCells(r)...); err != nil {
				return err
			}
		}
		if len(page) < exportPage {
			return nil
		}
		last := page[len(page)-1]
		q.After = &DecisionCursor{DecidedAt: last.DecidedAt, ID: last.ID}
	}
}

func decisionCells(r DecisionRecord) []any {
	var reported, audited time.Time
	var verdict, severity, auditor string
	if r.Report != nil {
		reported = r.Report.At
	}
	if n := len(r.Audits); n > 0 {
		last := r.Audits[n-1]
		verdict, severity, audited, auditor = string(last.Verdict), string(last.Severity), last.At, r.AuditNames[n-1]
	}
	return []any{
		string(r.ID), string(r.Reference), r.Round, r.Kind, r.KindVersion, r.Lang, string(r.Stage), string(r.Outcome), strings.Join(r.Reasons, " "), string(r.By), r.ByName,
		r.DecidedAt, r.EffectiveAt, r.Waiting, r.Handling, answersText(r.Answers), strings.Join(r.Bulk, " "), strings.Join(r.SecondAsked, " "), string(r.First),
		string(r.LedTo), r.OwnWords, r.MarkCount, r.PolicyVersion, r.Seen, reported, len(r.Audits), verdict, severity, audited, auditor,
	}
}

// answersText writes answers in a fixed order: item=answer item=answer.
func answersText(answers Answers) string {
	items := make([]string, 0, len(answers))
	for _, id := range slices.Sorted(maps.Keys(answers)) {
		items = append(items, id+"="+string(answers[id]))
	}
	return strings.Join(items, " ")
}

func (d *Desk) eachAudit(ctx context.Context, q DecisionQuery, row func(...any) error) error {
	q.Limit, q.After = exportPage, nil
	for {
		page, err := d.Store.AuditRows(ctx, q)
		if err != nil {
			return err
		}
		for _, r := range page {
			x := r.Decision
			if err := row(r.ID, string(x.ID), string(x.Reference), x.Kind, string(x.Outcome), x.DecidedAt, string(x.By), x.ByName, r.Verdict, r.Severity, r.Sample, r.At, r.Auditor, r.AuditorName); err != nil {
				return err
			}
		}
		if len(page) < exportPage {
			return nil
		}
		last := page[len(page)-1]
		q.After = &DecisionCursor{DecidedAt: last.At, ID: DecisionID(last.ID)}
	}
}

func (d *Desk) eachView(ctx context.Context, q DecisionQuery, row func(...any) error) error {
	for after := (ViewCursor{}); ; {
		page, err := d.Store.ViewRows(ctx, q.From, q.Until, q.By, after, exportPage)
		if err != nil {
			return err
		}
		for _, r := range page {
			if err := row(r.At, r.What, string(r.Reference), r.Round, r.Side, string(r.Person), r.Name, r.Grant, r.ShownAt); err != nil {
				return err
			}
		}
		if len(page) > 0 {
			after = page[len(page)-1].Cursor
		}
		switch {
		case len(page) == exportPage:
		case !after.Fields: // the pictures are over
			after = ViewCursor{Fields: true}
		default:
			return nil
		}
	}
}

func (d *Desk) eachLeaf(ctx context.Context, row func(...any) error) error {
	for from := int64(0); ; {
		page, err := d.Store.LeafRows(ctx, from, exportPage)
		if err != nil {
			return err
		}
		for _, r := range page {
			if err := row(r.N, r.Entry, r.At, string(r.Act), string(r.Leaf)); err != nil {
				return err
			}
		}
		if len(page) < exportPage {
			return nil
		}
		from = page[len(page)-1].N + 1
	}
}
