package handlers

import (
	"context"
	"encoding/csv"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"shinsa/review"
)

func TestExport(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref, id := d.approved()
	sup := d.as("supervisor")
	page := sup.get("/export").is(200).has("What is it for?", `action="/export/decisions"`, "Nothing was exported yet.")
	form := page.form("/export/decisions")
	sup.fill(form, map[string]string{"purpose": " "}).is(422).has("Write what it is for.", `aria-invalid="true"`)
	sup.fill(form, map[string]string{"purpose": strings.Repeat("<x>", 200)}).is(422).has("At most 500 characters.", "&lt;x&gt;&lt;x&gt;")
	sup.fill(form, map[string]string{"purpose": "p", "from": "yesterday"}).is(422).has("This is not a day.")
	sup.fill(form, map[string]string{"purpose": "p", "from": "", "format": "pdf"}).is(422).has("Choose CSV or XLSX.")
	sup.get("/export").has("Nothing was exported yet.")

	got := sup.fill(form, map[string]string{"purpose": "report <for> May", "bom": "yes", "format": "csv", "from": "2026-11-01"}).is(200)
	if ct := got.header.Get("Content-Type"); !strings.HasPrefix(ct, "text/csv") {
		t.Errorf("sent as %q", ct)
	}
	if cd := got.header.Get("Content-Disposition"); cd != `attachment; filename="shinsa-decisions-20261124-104059.csv"` {
		t.Errorf("disposition %q", cd)
	}
	body, marked := strings.CutPrefix(got.body, "\ufeff")
	records, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil || !marked || len(records) != 3 || records[1][0] != string(id) || records[1][1] != string(ref) || records[2][0] != "#end" || records[2][1] != "1" {
		t.Errorf("marked %t, %v, %v", marked, records, err)
	}
	sup.get("/export").is(200).has("report &lt;for&gt; May", "Chie Tanaka", "whole", "2026-11-01")
	for what, want := range map[string]string{"audits": "auditor", "views": "shown_at", "figures": "all,,,decided,,1", "log": "leaf"} {
		form := sup.get("/export?what=" + what).is(200).form("/export/" + what)
		sup.fill(form, map[string]string{"purpose": "p"}).is(200).has(want, "#end")
	}

	book := sup.fill(form, map[string]string{"purpose": "p", "format": "xlsx"}).is(200)
	f, err := excelize.OpenReader(strings.NewReader(book.body))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if v, err := f.GetCellValue("1", "B2"); err != nil || v != string(ref) {
		t.Errorf("B2 is %q, %v", v, err)
	}
}

func TestExportRefuses(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	for _, who := range []string{"reviewer", "support", "admin"} {
		b := d.as(who)
		b.get("/export").is(403)
		b.post("/export/decisions", url.Values{"purpose": {"p"}, "format": {"csv"}}).is(403)
		b.get("/queue").hasNone(`href="/export"`)
	}
	sup := d.as("supervisor")
	sup.get("/queue").is(200).has(`href="/export"`)
	sup.get("/audit?outcome=approve").is(200).has(`href="/export?outcome=approve"`)
	sup.get("/export?outcome=approve").is(200).has(`value="approve" selected`)
	sup.get("/export?what=people").is(400)
	sup.get("/export?person=x").is(400)
	sup.post("/export/people", url.Values{"purpose": {"p"}}).is(404)
	d.nobody().get("/export").leadsTo("/login?next=%2Fexport")
	// Nothing of a form with an old token leaves the desk, and what was typed is still there.
	form := url.Values{"purpose": {"a long purpose"}, "format": {"csv"}, "csrf": {"old"}, "of": {sup.mark()}}
	sup.post("/export/decisions", form).is(403).has("a long purpose")
}

// An export that cannot be written to its end breaks the connection: an answer that merely ended would pass for whole.
func TestAnExportThatBreaksOff(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	d.approved()
	sup := d.as("supervisor")
	page := sup.get("/export")
	sup.fill(page.form("/export/decisions"), map[string]string{"purpose": "p"}).is(200)
	// The store refuses to note the end.
	broken := &refusesEnd{Store: d.desk.Store}
	d.desk.Store = broken
	form := page.form("/export/decisions").fields
	form.Set("purpose", "p")
	req, _ := http.NewRequest(http.MethodPost, d.url+"/export/decisions", strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := sup.client.Do(req)
	if err == nil {
		defer res.Body.Close()
		buf := new(strings.Builder)
		for b := make([]byte, 1024); err == nil; {
			var n int
			n, err = res.Body.Read(b)
			buf.Write(b[:n])
		}
		if err.Error() == "EOF" {
			t.Errorf("the answer ended as if it were whole: %s", buf)
		}
	}
	d.desk.Store = broken.Store
	sup.get("/export").is(200).has("being written")
}

// refusesEnd is a store that does not note the end of an export.
type refusesEnd struct{ review.Store }

func (s *refusesEnd) Write(ctx context.Context, f func(review.Tx) error) error {
	return s.Store.Write(ctx, func(tx review.Tx) error { return f(refusingTx{tx}) })
}

type refusingTx struct{ review.Tx }

func (refusingTx) EndExport(context.Context, string, int64, []byte, time.Time) error {
	return review.ErrBusy
}

// onExport are the situations of what is exported.
func onExport() []situation {
	what := func(name string) situation {
		return situation{name, func(x *scene) { x.params["what"] = name }}
	}
	return []situation{what("decisions"), what("views"), what("people")}
}
