package views

import (
	"slices"

	"shinsa/review"
)

// BatchTyped is what was chosen in a form that was refused, to be shown once more.
type BatchTyped struct {
	Refs  []review.Reference
	To    review.StaffID
	Note  string
	Wrong review.FieldErrors
}

// BatchBar is what can be done to the rows that are chosen.
type BatchBar struct {
	List  string
	To    []Choice // colleagues; what they are doing stands behind the name
	Place bool     // places can be changed
	Note  string
	Wrong []BatchWrong
	All   string // the address at which every row is chosen
}

// BatchWrong is what is wrong with a field of the bar.
type BatchWrong struct{ Field, Text string }

// Of is what is wrong with a field; empty when it is fine.
func (b *BatchBar) Of(field string) string {
	if i := slices.IndexFunc(b.Wrong, func(w BatchWrong) bool { return w.Field == field }); i >= 0 {
		return b.Wrong[i].Text
	}
	return ""
}

// noteWord is what the text of the bar is for.
func noteWord(p Page, b *BatchBar) string {
	if b.Place {
		return p.T("batch.note-or-reason")
	}
	return p.T("batch.note")
}

// BatchResult is what came of an act on several submissions.
type BatchResult struct {
	Kind    string // of the notice: "ok" or "warn"
	Summary string
	Not     []BatchLine // those that were not done, and why
	Done    []BatchLine
	Undo    *BatchUndo // nil where nothing can honestly be undone
}

// BatchLine is one submission.
type BatchLine struct{ Ref, Href, Why string }

// BatchUndo is the act that undoes another.
type BatchUndo struct {
	Act, Word, Note, List string
	Refs                  []string
}

// batchBar fills in the bar; nil where nothing can be chosen.
func (p Page) batchBar(q *review.QueuePage, in QueueInput) *BatchBar {
	s := q.Selection
	if s == nil {
		return nil
	}
	b := &BatchBar{List: in.Query(), Place: s.Place, All: in.Href()}
	if in.Query() == "" {
		b.All += "?all=1"
	} else {
		b.All += "&all=1"
	}
	var to review.StaffID
	if t := in.Batched; t != nil {
		to, b.Note = t.To, t.Note
		for _, e := range t.Wrong {
			b.Wrong = append(b.Wrong, BatchWrong{e.Field, p.wrong(e)})
		}
	}
	for _, c := range s.People {
		word := c.Name
		switch {
		case c.Away && !c.Until.IsZero():
			word = p.T("batch.to-away-until", "name", c.Name, "time", shortClock(c.Until, in.Now, in.Zone))
		case c.Away:
			word = p.T("batch.to-away", "name", c.Name)
		case c.Active:
			word = p.T("batch.to-here", "name", c.Name)
		}
		b.To = append(b.To, Choice{string(c.ID), word, c.ID == to})
	}
	return b
}

// choosable says whether something can be done to a row together with others, and whether it is chosen already.
func choosable(r review.QueueRow, s *review.Selection, in QueueInput) (can, chosen bool) {
	if s == nil || !r.State.Decidable() || !(s.All || s.Place || r.HolderID == in.Me) {
		return false, false
	}
	return true, in.All || in.Batched != nil && slices.Contains(in.Batched.Refs, r.Reference)
}

// batchResult tells what came of a batch; nil for none.
func (p Page) batchResult(b *review.Batch, in QueueInput) *BatchResult {
	if b == nil {
		return nil
	}
	r := &BatchResult{Kind: "ok"}
	already := 0
	for _, row := range b.Rows {
		line := BatchLine{Ref: string(row.Reference), Href: "/submissions/" + string(row.Reference)}
		switch row.Outcome {
		case review.BatchDone:
			r.Done = append(r.Done, line)
		case review.BatchAlready:
			already++
		default:
			r.Kind, line.Why = "warn", p.batchWhy(row, in)
			r.Not = append(r.Not, line)
		}
	}
	r.Summary = p.T("batch.done."+string(b.Act), "done", len(r.Done), "n", len(b.Rows), "name", b.ToName)
	if already > 0 {
		r.Summary += " " + p.T("batch.already", "n", already)
	}
	if len(r.Not) > 0 {
		r.Summary += " " + p.T("batch.not", "n", len(r.Not))
	}
	r.Undo = p.batchUndo(b, r.Done, in)
	return r
}

// batchWhy says why one submission was not done.
func (p Page) batchWhy(row review.BatchRow, in QueueInput) string {
	id := "batch.why." + string(row.Outcome)
	switch {
	case row.Outcome == review.BatchUntried:
		id = "batch.why.untried"
	case row.Outcome == review.BatchHeld && row.Who == in.Me:
		id = "batch.why.held-by-you"
	}
	state := ""
	if row.State != "" {
		state = p.T("batch.state." + string(row.State.Listed()))
	}
	return p.T(id, "name", row.WhoName, "state", state)
}

// batchUndo offers to undo what was done. A claim that was taken away cannot be given back: its time is over, and
// somebody else may have what was free meanwhile.
func (p Page) batchUndo(b *review.Batch, done []BatchLine, in QueueInput) *BatchUndo {
	undo, ok := map[review.BatchAct]review.BatchAct{
		review.BatchAssign: review.BatchUnkeep, review.BatchFirst: review.BatchUsual, review.BatchUsual: review.BatchFirst,
	}[b.Act]
	if !ok || len(done) == 0 {
		return nil
	}
	u := &BatchUndo{Act: string(undo), Word: p.T("batch.undo."+string(b.Act), "n", len(done)), List: in.Query()}
	if undo != review.BatchUnkeep {
		u.Note = p.T("batch.undo-reason")
	}
	for _, l := range done {
		u.Refs = append(u.Refs, l.Ref)
	}
	return u
}
