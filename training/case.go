package training

import (
	"context"
	"errors"
	"slices"

	"shinsa/imaging"
	"shinsa/review"
	"shinsa/review/compare"
)

// CaseView is a case as the person who works on it sees it.
type CaseView struct {
	Set    *SetView
	N      int
	Record Record
	// Review is what the review page shows. It has no reference and no id, as there is no submission.
	Review *review.ReviewView
}

// ResultView is a decided case with what became of it.
type ResultView struct {
	CaseView
	Verdict Verdict
}

// Next opens the case that comes next, and gives its number; 0 when all are decided. Only the person for whom
// the set was drawn opens its cases.
func (r *Room) Next(ctx context.Context, a review.Actor, id string) (int, error) {
	v, err := r.Set(ctx, a, id)
	if err != nil {
		return 0, err
	}
	if !v.Own {
		return 0, review.ErrDenied
	}
	n := 1
	for ; n <= v.Size; n++ {
		i := slices.IndexFunc(v.Records, func(rec Record) bool { return rec.N == n })
		if i < 0 || !v.Records[i].Answered() {
			break
		}
	}
	if n > v.Size {
		return 0, nil
	}
	if _, err := r.drawn.find(ctx, v.Set, n); err != nil { // its time begins when it can be seen
		return 0, busy(err)
	}
	return n, r.Store.OpenCase(ctx, id, n, r.now())
}

// Open shows an opened case to the person who works on it. One that was never opened, or is not the person's, is
// review.ErrNotFound.
func (r *Room) Open(ctx context.Context, a review.Actor, id string, n int) (*CaseView, error) {
	v, c, err := r.opened(ctx, a, id, n)
	if err != nil {
		return nil, err
	}
	if !v.Set.Own {
		return nil, review.ErrNotFound
	}
	return v, r.fill(v, c)
}

// Result shows what became of a decided case, to the person and to whoever manages training. Before it is
// decided it is review.ErrNotFound, so that nobody learns what to answer.
func (r *Room) Result(ctx context.Context, a review.Actor, id string, n int) (*ResultView, error) {
	v, c, err := r.opened(ctx, a, id, n)
	if err != nil {
		return nil, err
	}
	if !v.Record.Answered() {
		return nil, review.ErrNotFound
	}
	if err := r.fill(v, c); err != nil {
		return nil, err
	}
	return &ResultView{*v, Judge(c.truth, v.Record.Answer)}, nil
}

// Picture gives a picture of a case as a JPEG: "full" for all of its pixels, "thumb", or else the size for
// reading. Who may see the case may see it.
func (r *Room) Picture(ctx context.Context, a review.Actor, id string, n int, side, size string) ([]byte, error) {
	v, c, err := r.opened(ctx, a, id, n)
	if err != nil {
		return nil, err
	}
	if !v.Set.Own && !v.Record.Answered() {
		return nil, review.ErrNotFound
	}
	p, ok := c.pictures[side]
	switch {
	case !ok:
		return nil, review.ErrNotFound
	case size == review.SizeFull:
		full, err := r.Intake.Full(ctx, p.original)
		return full, busy(err)
	case size == review.SizeThumb:
		return p.Thumb, nil
	}
	return p.Screen, nil
}

// Save keeps the answers of an open case.
func (r *Room) Save(ctx context.Context, a review.Actor, id string, n int, w Work) error {
	v, err := r.Open(ctx, a, id, n)
	if err != nil {
		return err
	}
	for item := range w.Answers {
		if _, ok := v.Review.Kind.Item(item); !ok {
			return &review.DecisionError{Code: "unknown-item", Items: []string{item}}
		}
	}
	for _, reason := range w.Reasons {
		if _, ok := v.Review.Kind.Reason(reason); !ok {
			return &review.DecisionError{Code: "unknown-reason", Items: []string{reason}}
		}
	}
	if v.Record.Answered() {
		return review.ErrAlreadyDecided
	}
	w.Bulk = slices.DeleteFunc(w.Bulk, func(item string) bool { _, ok := w.Answers[item]; return !ok })
	return r.Store.SaveWork(ctx, id, n, w)
}

// Decide judges a case by the rules of the desk: what the desk would refuse is refused here, as a
// *review.DecisionError. A case is decided once; a second time is review.ErrAlreadyDecided.
func (r *Room) Decide(ctx context.Context, a review.Actor, id string, n int, f review.DecisionForm) error {
	v, c, err := r.opened(ctx, a, id, n)
	if err != nil {
		return err
	}
	if !v.Set.Own {
		return review.ErrNotFound
	}
	if v.Record.Answered() {
		return review.ErrAlreadyDecided
	}
	if err := r.fill(v, c); err != nil {
		return err
	}
	if err := review.CheckDecision(v.Review.Kind, f.Outcome, f.Answers, f.Reasons, a.Role, false); err != nil {
		return err
	}
	rec := Record{Set: id, N: n, AnsweredAt: r.now(), Answer: Answer{f.Outcome, review.Answers{}, slices.Compact(slices.Sorted(slices.Values(f.Reasons)))}}
	for item, answer := range f.Answers {
		if answer != "" {
			rec.Answer.Answers[item] = answer
		}
	}
	verdict := Judge(c.truth, rec.Answer)
	for _, d := range verdict.Defects {
		rec.Defects = append(rec.Defects, d.Defect)
		if d.Seen {
			rec.Seen = append(rec.Seen, d.Defect)
		}
		if d.Named {
			rec.Named = append(rec.Named, d.Defect)
		}
	}
	rec.FalseAlarm = verdict.FalseAlarm()
	if err := r.Store.Answer(ctx, rec); err != nil {
		return err
	}
	if n < v.Set.Size { // while the person reads what became of this one; whether it succeeds is seen when it is opened
		go func() { _, _ = r.drawn.find(context.WithoutCancel(ctx), v.Set.Set, n+1) }()
	}
	return nil
}

// opened is a case that was opened, with what was drawn for it.
func (r *Room) opened(ctx context.Context, a review.Actor, id string, n int) (*CaseView, *drawnCase, error) {
	set, err := r.Set(ctx, a, id)
	if err != nil {
		return nil, nil, err
	}
	i := slices.IndexFunc(set.Records, func(rec Record) bool { return rec.N == n })
	if i < 0 || n > set.Size {
		return nil, nil, review.ErrNotFound
	}
	c, err := r.drawn.find(ctx, set.Set, n)
	return &CaseView{Set: set, N: n, Record: set.Records[i]}, c, busy(err)
}

// fill makes the view that the review page shows.
func (r *Room) fill(v *CaseView, c *drawnCase) error {
	k, ok := r.Kinds.Set().Kind(c.truth.Kind)
	if !ok {
		return review.ErrNotFound // the operator has no such kind any more
	}
	day := v.Set.Day.In(r.Settings().Zone)
	round := review.RoundView{N: 1, Kind: k.ID, Lang: "en", Fields: review.Fields{}, SubmittedAt: v.Set.MadeAt, AddressSide: "front"}
	if v.N%3 == 0 { // some applicants read Japanese
		round.Lang = "ja"
	}
	for field, typed := range c.truth.Typed {
		round.Fields[field] = typed
	}
	if round.Fields[review.FieldRoom] == "" {
		round.Fields[review.FieldHouse] = "yes"
	}
	round.Facts = review.FactsOf(round.Fields, compare.DateOf(day))
	for _, side := range k.Sides {
		p, ok := c.pictures[side.ID]
		if !ok {
			continue
		}
		round.Images = append(round.Images, review.ImageView{
			Side: side.ID, Name: side.ID + ".jpg", Bytes: len(p.original), Width: p.Width, Height: p.Height,
			ScreenWidth: p.ScreenWidth, ScreenHeight: p.ScreenHeight, Facts: p.Facts,
		})
		if side.ID == "back" && round.Fields[review.FieldBackNotes] == "yes" {
			round.AddressSide = "back"
		}
	}
	work := review.WorksheetContent{Answers: review.Answers{}, Bulk: v.Record.Work.Bulk, Reasons: v.Record.Work.Reasons}
	for item, answer := range v.Record.Work.Answers {
		work.Answers[item] = review.Answer(answer)
	}
	if v.Record.Answered() {
		work = review.WorksheetContent{Answers: v.Record.Answer.Answers, Reasons: v.Record.Answer.Reasons}
	}
	v.Review = &review.ReviewView{
		State: review.Waiting, Version: review.SeenVersion{Submission: 1, Kind: k.Version}, Kind: k, Round: round, Worksheet: work,
		Mine: true, CanDecide: !v.Record.Answered(), QueuedAt: v.Set.MadeAt,
	}
	return nil
}

// busy tells a decoder that cannot serve now as the desk does.
func busy(err error) error {
	if errors.Is(err, imaging.ErrBusy) {
		return review.ErrBusy
	}
	return err
}
