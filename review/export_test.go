package review_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"shinsa/audit"
	"shinsa/review"
)

// exported writes an export and reads it again, without its header and its end.
func (d *desk) exported(a review.Actor, r review.ExportRequest) (columns []string, rows [][]string) {
	d.t.Helper()
	if r.Format == "" {
		r.Format = review.ExportCSV
	}
	r.Purpose = "a test"
	x, err := d.BeginExport(ctx, a, r)
	d.must(err)
	var b bytes.Buffer
	d.must(x.Write(ctx, &b))
	all, err := csv.NewReader(&b).ReadAll()
	d.must(err)
	end := all[len(all)-1]
	if end[0] != "#end" {
		d.t.Fatalf("the last record is %v", end)
	}
	return all[0], all[1 : len(all)-1]
}

// column is what the rows have in a column.
func column(columns []string, rows [][]string, name string) (out []string) {
	for _, r := range rows {
		out = append(out, r[slices.Index(columns, name)])
	}
	return out
}

func TestWhatAnExportHas(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		d.employ(reviewer, reviewer2, supervisor)
		_, one, id := d.rejected(reviewer)
		d.pass(2 * review.Day)
		_, two := d.sent()
		d.decided(reviewer2, two, review.Approve)
		d.takesEffect()
		_, three := d.sent()
		d.decided(reviewer, three, review.Approve) // not in effect
		d.must(d.AuditDecision(ctx, supervisor, id, review.VerdictForm{Verdict: review.Agree, Note: "a note that stays here"}))
		columns, rows := d.exported(supervisor, review.ExportRequest{What: review.ExportDecisions})
		if got := column(columns, rows, "reference"); !slices.Equal(got, []string{string(two), string(one)}) {
			t.Errorf("decisions on %v", got)
		}
		for name, want := range map[string]string{
			"decision": string(id), "outcome": "reject", "reasons": "cropped", "person": "Aiko", "person_id": string(reviewer.ID), "kind": "resident-card",
			"stage": "first", "audits": "1", "verdict": "agree", "audited_by": "Chie", "round": "1", "own_words": "false", "decided_at": "2026-05-11T12:00:00.000+09:00",
		} {
			if got := column(columns, rows, name); got[1] != want {
				t.Errorf("%s: %q, want %q", name, got[1], want)
			}
		}
		if got := column(columns, rows, "answers")[1]; !strings.Contains(got, "legible=yes") {
			t.Errorf("answers %q", got)
		}
		for _, c := range []struct {
			q    review.DecisionQuery
			want int
		}{
			{review.DecisionQuery{By: reviewer2.ID}, 1}, {review.DecisionQuery{Outcome: review.Reject}, 1}, {review.DecisionQuery{Kind: "alien-registration-certificate"}, 0},
			{review.DecisionQuery{From: d.now().Add(-time.Hour)}, 1}, {review.DecisionQuery{Until: d.now().Add(-time.Hour)}, 1},
		} {
			if _, rows := d.exported(supervisor, review.ExportRequest{What: review.ExportDecisions, Query: c.q}); len(rows) != c.want {
				t.Errorf("%+v: %d rows, want %d", c.q, len(rows), c.want)
			}
		}
		columns, rows = d.exported(supervisor, review.ExportRequest{What: review.ExportAudits})
		if len(rows) != 1 || column(columns, rows, "auditor")[0] != "Chie" || column(columns, rows, "verdict")[0] != "agree" || column(columns, rows, "person")[0] != "Aiko" {
			t.Errorf("audits %v", rows)
		}
		for _, q := range []review.DecisionQuery{{By: reviewer2.ID}, {Outcome: review.Approve}, {Kind: "other"}, {Until: d.now().Add(-time.Hour)}, {From: d.now().Add(time.Hour)}} {
			if _, rows := d.exported(supervisor, review.ExportRequest{What: review.ExportAudits, Query: q}); len(rows) != 0 {
				t.Errorf("audits of %+v: %v", q, rows)
			}
		}
		columns, rows = d.exported(supervisor, review.ExportRequest{What: review.ExportViews})
		if got := column(columns, rows, "what"); len(got) < 3 || slices.Contains(got, "image") {
			t.Errorf("looks %v", rows)
		}
		_, err := d.Image(ctx, reviewer2, one, "front", 1, review.SizeScreen)
		d.must(err)
		columns, rows = d.exported(supervisor, review.ExportRequest{What: review.ExportViews, Query: review.DecisionQuery{By: reviewer2.ID, From: d.now().Add(-time.Minute), Until: d.now().Add(time.Minute)}})
		if got := column(columns, rows, "what"); len(got) == 0 || got[0] != "image" || rows[0][slices.Index(columns, "side")] != "front" || rows[0][slices.Index(columns, "reference")] != string(one) {
			t.Errorf("looks of one person %v", rows)
		}
		_, rows = d.exported(supervisor, review.ExportRequest{What: review.ExportFigures})
		for _, want := range []string{"all,,,decided,,2", "all,,,decided-by-outcome,reject,1", "all,,,reason,cropped,1", "all,,,audit,agree,1", "day,2026-05-11,,decided,,1",
			"kind,resident-card,,decided-by-outcome,approve,1", "person,Aiko," + string(reviewer.ID) + ",made-by-outcome,reject,1", "all,,,handling-cases,,2"} {
			if !slices.ContainsFunc(rows, func(r []string) bool { return strings.Join(r, ",") == want }) {
				t.Errorf("the figures lack %s", want)
			}
		}
		if _, rows := d.exported(supervisor, review.ExportRequest{What: review.ExportFigures, Query: review.DecisionQuery{From: d.now().Add(-time.Hour), By: reviewer2.ID}}); !slices.ContainsFunc(rows, func(r []string) bool { return strings.Join(r, ",") == "all,,,made-by-outcome,approve,1" }) {
			t.Errorf("the figures of one person: %v", rows)
		}
		// Nothing that anybody typed is in any of them, nor what staff wrote.
		for _, what := range review.ExportWhats() {
			_, rows := d.exported(supervisor, review.ExportRequest{What: what})
			for _, r := range rows {
				for _, cell := range r {
					for _, typed := range []string{identity["name"], identity["address"], "maria@", "AB12345678CD", "a note that stays here", "a test"} {
						if strings.Contains(cell, typed) {
							t.Errorf("%s holds %q: %v", what, typed, r)
						}
					}
				}
			}
		}
	})
}

func TestWhoExports(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for _, what := range review.ExportWhats() {
		for _, a := range []review.Actor{reviewer, support, admin} {
			if _, err := d.BeginExport(ctx, a, review.ExportRequest{What: what, Format: review.ExportCSV, Purpose: "p"}); !errors.Is(err, review.ErrDenied) {
				t.Errorf("%s exports %s: %v", a.Role, what, err)
			}
		}
	}
	if _, err := d.Exports(ctx, reviewer); !errors.Is(err, review.ErrDenied) {
		t.Errorf("a reviewer reads the list: %v", err)
	}
	for _, c := range []struct {
		r           review.ExportRequest
		field, want string
	}{
		{review.ExportRequest{What: review.ExportDecisions, Format: review.ExportCSV, Purpose: " \n"}, "purpose", "required"},
		{review.ExportRequest{What: review.ExportDecisions, Format: review.ExportCSV, Purpose: strings.Repeat("あ", 501)}, "purpose", "too-long"},
		{review.ExportRequest{What: review.ExportDecisions, Format: review.ExportCSV, Purpose: "\x00"}, "purpose", "characters"},
		{review.ExportRequest{What: review.ExportDecisions, Format: "pdf", Purpose: "p"}, "format", "choose"},
		{review.ExportRequest{What: "people", Format: review.ExportCSV, Purpose: "p"}, "what", "choose"},
	} {
		if _, err := d.BeginExport(ctx, supervisor, c.r); wrongField(err, c.field) != c.want {
			t.Errorf("%+v: %v, want %s %s", c.r, err, c.field, c.want)
		}
	}
	if n := d.logged(audit.Exported); n != 0 {
		t.Errorf("%d entries of what was refused", n)
	}
}

// gone takes some bytes and then no more.
type gone struct{ left int }

var errGone = errors.New("the browser has gone")

func (g *gone) Write(p []byte) (int, error) {
	if g.left -= len(p); g.left < 0 {
		return 0, errGone
	}
	return len(p), nil
}

// The log has an export before its first byte, and its end; the purpose is sealed.
func TestAnExportIsOnRecord(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		d.employ(supervisor)
		d.rejected(reviewer)
		x, err := d.BeginExport(ctx, supervisor, review.ExportRequest{What: review.ExportDecisions, Format: review.ExportCSV, Purpose: " about Mr. Cruz ", Filter: "outcome=reject"})
		d.must(err)
		begun := d.leaves(audit.Exported)
		if len(begun) != 1 || said(begun[0], "what", "format", "by") != "what=decisions format=csv" {
			t.Fatalf("the log has %v", begun)
		}
		list, err := d.Exports(ctx, supervisor)
		d.must(err)
		if r := list.Rows[0]; r.Whole || r.Broken || !r.EndedAt.IsZero() || r.Purpose != "about Mr. Cruz" || r.ByName != "Chie" || r.Filter != "outcome=reject" {
			t.Errorf("under way: %+v", r)
		}
		d.pass(6 * time.Minute)
		if list, err := d.Exports(ctx, supervisor); err != nil || !list.Rows[0].Broken {
			t.Errorf("nobody writes it any more: %+v, %v", list.Rows[0], err)
		}
		var b bytes.Buffer
		d.must(x.Write(ctx, &b))
		sum := sha256.Sum256(b.Bytes())
		ended := d.leaves(audit.ExportEnded)
		if len(ended) != 1 || said(ended[0], "rows", "whole", "sha256") != "rows=1 whole=yes sha256="+hex.EncodeToString(sum[:]) {
			t.Errorf("its end: %v", ended)
		}
		if list, err = d.Exports(ctx, supervisor); err != nil || !list.Rows[0].Whole || list.Rows[0].Broken || list.Rows[0].Rows != 1 || !bytes.Equal(list.Rows[0].Digest, sum[:]) {
			t.Errorf("whole: %+v, %v", list.Rows[0], err)
		}
		// One that breaks off says so, and so does one that is stopped.
		x, err = d.BeginExport(ctx, supervisor, review.ExportRequest{What: review.ExportLog, Format: review.ExportXLSX, Purpose: "p"})
		d.must(err)
		if err := x.Write(ctx, &gone{left: 10}); !errors.Is(err, errGone) {
			t.Errorf("written to nobody: %v", err)
		}
		x, err = d.BeginExportByHand(ctx, review.ExportRequest{What: review.ExportViews, Format: review.ExportCSV, Purpose: "p"})
		d.must(err)
		stopped, stop := context.WithCancel(ctx)
		stop()
		if err := x.Write(stopped, &b); err == nil {
			t.Error("a stopped export is whole")
		}
		ended = d.leaves(audit.ExportEnded)
		if list, err = d.Exports(ctx, supervisor); err != nil || len(list.Rows) != 3 || !list.Rows[0].Broken || !list.Rows[1].Broken || list.Rows[0].By != "" {
			t.Errorf("broken off: %+v, %v", list, err)
		}
		for _, l := range ended[1:] {
			if said(l, "whole", "sha256") != "whole=no" {
				t.Errorf("its end: %v", l)
			}
		}
		if begun := d.leaves(audit.Exported); said(begun[2], "by") != "by=command-line" {
			t.Errorf("by hand: %v", begun[2])
		}
	})
}

// While a second opinion is awaited, the first decision is in no export but its author's.
func TestAnExportIsAsBlindAsTheList(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.employ(reviewer, supervisor)
	d.set.Second = everyOutcome
	_, ref := d.sent()
	d.decided(reviewer, ref, review.Reject, "cropped")
	d.takesEffect()
	if _, rows := d.exported(supervisor, review.ExportRequest{What: review.ExportDecisions}); len(rows) != 0 {
		t.Errorf("exported: %v", rows)
	}
}
