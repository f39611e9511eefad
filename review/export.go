package review

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"slices"
	"time"

	"shinsa/audit"
	"shinsa/seal"
	"shinsa/sheet"
)

// ExportWhat names what is exported.
type ExportWhat string

// What can be exported.
const (
	ExportDecisions ExportWhat = "decisions"
	ExportAudits    ExportWhat = "audits"
	ExportFigures   ExportWhat = "figures"
	ExportViews     ExportWhat = "views" // who looked at what
	ExportLog       ExportWhat = "log"   // the leaves, in their order
)

// ExportFormat is the sort of file that an export is written as.
type ExportFormat = sheet.Format

// The formats.
const (
	ExportCSV  = sheet.CSV
	ExportXLSX = sheet.XLSX
)

// ExportWhats lists what can be exported, in the order of the page.
func ExportWhats() []ExportWhat {
	return []ExportWhat{ExportDecisions, ExportAudits, ExportViews, ExportFigures, ExportLog}
}

// MaxPurpose is how many characters the purpose of an export may have.
const MaxPurpose = 500

// ExportRequest is what somebody wants to export. What is sealed is in no export: no name, no picture, no note.
type ExportRequest struct {
	What    ExportWhat
	Format  ExportFormat
	BOM     bool   // of a CSV file, for Excel
	Purpose string // why; required
	// Query filters as the list of decisions does; of views the period and the person count, of figures all but outcome and finding, of
	// the log nothing.
	Query DecisionQuery
	// Filter is the same as the query of a URL, for the record.
	Filter string
}

// Export is one that is under way: begun, and noted as begun. Write writes it.
type Export struct {
	ID       string
	FileName string
	desk     *Desk
	by       Actor // nobody for the command line
	request  ExportRequest
	at       time.Time
	key      seal.KeyID
	// Progress is told of the rows so far now and then; nil when nobody is.
	Progress func(rows int64)
}

// ExportRecord is an export as the list of exports has it.
type ExportRecord struct {
	ID      string
	By      StaffID // empty for the command line
	ByName  string
	At      time.Time
	What    ExportWhat
	Format  ExportFormat
	Filter  string
	Key     seal.KeyID
	Purpose []byte // sealed
	Rows    int64  // written so far; of a whole one, all
	SeenAt  time.Time
	EndedAt time.Time // zero while it is being written
	Whole   bool
	Digest  []byte // SHA-256 of the whole file
}

// ExportView is an export as supervisors read it.
type ExportView struct {
	ExportRecord
	Purpose string
	// Broken says that it ended before it was whole, or that nobody writes it any more.
	Broken bool
}

// exportLost is after how long without a word an export is said to have broken off: its server has gone.
const exportLost = 5 * time.Minute

// mayExport asks the guard whether a person may export something.
func (d *Desk) mayExport(ctx context.Context, a Actor, what ExportWhat) error {
	needs := []Action{DoExport}
	switch what {
	case ExportDecisions, ExportAudits:
		needs = append(needs, SeeAudit)
	case ExportFigures:
		needs = append(needs, SeeFigures)
	case ExportViews:
		needs = append(needs, SeeViewLog)
	case ExportLog:
		needs = append(needs, VerifyLog)
	}
	for _, action := range needs {
		if err := d.Guard.Allow(ctx, a, action, Object{}); err != nil {
			return err
		}
	}
	return nil
}

// BeginExport notes that something is about to be exported, with its purpose, durably before the first byte. A missing
// or too long purpose is a FieldErrors on `purpose`; what cannot be exported is one on `what` or `format`.
func (d *Desk) BeginExport(ctx context.Context, a Actor, r ExportRequest) (*Export, error) {
	if err := d.mayExport(ctx, a, r.What); err != nil {
		return nil, err
	}
	return d.beginExport(ctx, a, r)
}

// BeginExportByHand does so for the command line, whose user can read the store anyway.
func (d *Desk) BeginExportByHand(ctx context.Context, r ExportRequest) (*Export, error) {
	return d.beginExport(ctx, Actor{}, r)
}

func (d *Desk) beginExport(ctx context.Context, a Actor, r ExportRequest) (*Export, error) {
	now := d.now()
	var wrong FieldErrors
	if !slices.Contains(ExportWhats(), r.What) {
		wrong = append(wrong, fieldError("what", "choose")...)
	}
	if _, ok := sheet.ParseFormat(string(r.Format)); !ok {
		wrong = append(wrong, fieldError("format", "choose")...)
	}
	purpose, code := neededLong(r.Purpose, MaxPurpose)
	if code != "" {
		wrong = append(wrong, fieldError("purpose", code, "max", MaxPurpose)...)
	}
	if len(wrong) > 0 {
		return nil, wrong
	}
	r.Query.Now, r.Query.Reader = now, a.ID
	x := &Export{ID: d.NewID(), desk: d, by: a, request: r, at: now}
	x.FileName = fmt.Sprintf("shinsa-%s-%s.%s", r.What, now.In(d.Settings().Zone).Format("20060102-150405"), r.Format)
	var err error
	if x.key, err = d.Keys.NewKey(ctx); err != nil {
		return nil, busy(err)
	}
	sealed, err := d.sealText(ctx, x.key, bindSaid("export", x.ID), purpose)
	if err != nil {
		return nil, sealError(err)
	}
	rec := &ExportRecord{ID: x.ID, By: a.ID, At: now, What: r.What, Format: r.Format, Filter: r.Filter, Key: x.key, Purpose: sealed, SeenAt: now}
	err = d.Store.Write(ctx, func(tx Tx) error {
		return errors.Join(tx.InsertExport(ctx, rec), d.log(ctx, tx, audit.Exported, now, ExportSubject(a.ID), ExportFacts(rec)...))
	})
	if err != nil {
		_ = d.Keys.Destroy(context.WithoutCancel(ctx), x.key) // nothing was kept under it
		return nil, err
	}
	return x, nil
}

// Write writes the file, and then notes that it is whole, with its rows and its SHA-256. What ends it before, such as a
// browser that has gone, is returned, and noted as well.
func (x *Export) Write(ctx context.Context, w io.Writer) error {
	t := &tally{to: w, sum: sha256.New()}
	rows, err := x.rows(ctx, t)
	end := context.WithoutCancel(ctx)
	now := x.desk.now()
	done := &ExportRecord{ID: x.ID, By: x.by.ID, Rows: rows}
	if err == nil {
		done.Whole, done.Digest = true, t.sum.Sum(nil)
	}
	return errors.Join(err, x.desk.Store.Write(end, func(tx Tx) error {
		return errors.Join(tx.EndExport(end, x.ID, rows, done.Digest, now), x.desk.log(end, tx, audit.ExportEnded, now, ExportSubject(x.by.ID), ExportEndFacts(done)...))
	}))
}

// exportSubject is whom the log has for an export, and what it commits to of him: nothing of the command line.
func exportSubject(a Actor) (string, []audit.Fact) {
	if a.ID == "" {
		return audit.StaffSubject("command-line"), nil
	}
	return staffSubject(a.ID), []audit.Fact{audit.Committed("staff", string(a.ID))}
}

// tally passes bytes on and digests them.
type tally struct {
	to  io.Writer
	sum hash.Hash
}

func (t *tally) Write(p []byte) (int, error) {
	n, err := t.to.Write(p)
	t.sum.Write(p[:n])
	return n, err
}

// exportPage is how many rows are read at a time.
const exportPage = 1000

// noteEvery is after how long the rows so far are noted.
const noteEvery = 2 * time.Second

// A table is what an export writes: its columns, and a function that hands out row after row.
type table struct {
	columns []string
	each    func(row func(cells ...any) error) error
}

func (x *Export) rows(ctx context.Context, w io.Writer) (int64, error) {
	t, err := x.table(ctx)
	if err != nil {
		return 0, err
	}
	out, err := sheet.New(x.request.Format, w, t.columns, sheet.Options{BOM: x.request.BOM, Zone: x.desk.Settings().Zone})
	if err != nil {
		return 0, err
	}
	if err := out.Flush(); err != nil { // its beginning, so that who waits sees that it has begun
		return 0, err
	}
	noted := x.at
	err = t.each(func(cells ...any) error {
		if err := out.Row(cells...); err != nil {
			return err
		}
		if out.Rows()%exportPage != 0 {
			return nil
		}
		if err := errors.Join(ctx.Err(), out.Flush()); err != nil {
			return err
		}
		if x.Progress != nil {
			x.Progress(out.Rows())
		}
		if now := x.desk.now(); now.Sub(noted) >= noteEvery {
			noted = now
			return x.desk.Store.Write(ctx, func(tx Tx) error { return tx.NoteExport(ctx, x.ID, out.Rows(), now) })
		}
		return nil
	})
	if err == nil {
		err = out.Close()
	}
	return out.Rows(), err
}

// ExportPage is the page of exports: those that were made, the newest first, and whose decisions can be asked for.
type ExportPage struct {
	Rows   []ExportView
	People map[StaffID]string
}

// ExportPageSize is how many exports are listed.
const ExportPageSize = 50

// Exports shows the page of exports.
func (d *Desk) Exports(ctx context.Context, a Actor) (*ExportPage, error) {
	if err := d.Guard.Allow(ctx, a, DoExport, Object{}); err != nil {
		return nil, err
	}
	all, err := d.Store.Exports(ctx, ExportPageSize)
	if err != nil {
		return nil, err
	}
	names, err := d.Store.Names(ctx)
	if err != nil {
		return nil, err
	}
	now := d.now()
	out := make([]ExportView, 0, len(all))
	for _, rec := range all {
		v := ExportView{ExportRecord: rec}
		v.Purpose, err = d.openText(ctx, rec.Key, bindSaid("export", rec.ID), rec.Purpose)
		if err != nil && !errors.Is(err, ErrErased) {
			return nil, err
		}
		v.Broken = !rec.EndedAt.IsZero() && !rec.Whole || rec.EndedAt.IsZero() && now.Sub(rec.SeenAt) > exportLost
		out = append(out, v)
	}
	return &ExportPage{Rows: out, People: names}, nil
}
