package views

import (
	"slices"
	"time"

	"shinsa/review"
	"shinsa/review/kinds"
)

// ReviewInput is what the review page needs beside the submission itself.
type ReviewInput struct {
	Me     review.Actor
	Now    time.Time
	Zone   *time.Location
	Kinds  []*kinds.Kind
	Beside *review.QueuePage // the strip: what is next, what the person holds, the counts
	// Compose gives the usual words to the applicant, in a language.
	Compose func(lang string, o review.Outcome, reasons []string) string
	// Shown is the outcome whose message was asked for; empty for the likeliest one.
	Shown review.Outcome
	// Sent is what the person sent and what was refused; nil when nothing was.
	Sent *review.DecisionForm
	// Refused says why; nil when nothing was refused for a rule's sake.
	Refused *review.DecisionError
	// Attempt is the id for a decision made on this page, so that sending it twice is one decision.
	Attempt string
	BulkYes bool
	// Notice is put on top; Kind empty for none.
	Notice Notice
	// Context is what else is known; nil when it was not looked up, or, as ContextFailed says, could not be.
	Context       *review.Context
	ContextFailed bool
	// Settings tell what was promised.
	Settings review.Settings
	// Together is what was sent to do something with colleagues and was refused.
	Together TogetherForm
	// LeaseMinutes is how long a claim lasts, and how long something is kept for a colleague.
	LeaseMinutes int
}

// Notice is a few sentences about what happened.
type Notice struct {
	Kind    string // "ok", "warn" or "bad"; empty for none
	Heading string
	Lines   []string
	Links   []NoticeLink // what it concerns, on this page
}

// NoticeLink leads to a place of the page.
type NoticeLink struct{ Href, Word string }

// ReviewModel is the review page.
type ReviewModel struct {
	Page
	Ref       string
	Path      string // of the submission
	Kind      string
	KindID    string
	Round     string
	External  string
	Lang      string // name of the applicant's language
	State     string
	StateWord string
	Since     Age
	Due       *Due // nil when nothing was promised
	Notice    Notice
	Claim     ClaimModel
	Strip     StripModel
	Sides     []StageSide
	Fields    []FieldLine
	Findings  []FindingTag // of the round as a whole
	Erased    bool
	Items     []ItemLine
	Answered  int
	Groups    []ReasonGroup
	Outcomes  []OutcomeButton
	Marks     []MarkLine
	Version   string
	Attempt   string // the id that this form's decision will have
	BulkYes   bool   // "all the rest: yes" is offered
	Note      string
	Message   MessageModel
	Context   ContextModel
	Earlier   []RoundLine
	History   []DecisionLine
	Compared  *CompareModel // nil where there is nothing to compare
	CanDecide bool
	CanPurge  bool
	Together  TogetherModel
	Training  *TrainingBeside // of a drawn case; nil in earnest
}

// NewReviewModel turns a submission into what its page shows.
func NewReviewModel(page Page, v *review.ReviewView, in ReviewInput) ReviewModel {
	k := v.Kind
	m := ReviewModel{
		Page: page, Ref: string(v.Reference), Path: "/submissions/" + string(v.Reference),
		Kind: k.Text(page.Lang, k.NameID()), KindID: k.ID, Round: page.T("round.n", "n", v.Round.N), External: v.External,
		Lang: page.T("review.reads", "lang", page.T("lang."+v.Round.Lang)), State: string(v.State.Listed()), StateWord: page.T("state." + string(v.State.Listed())),
		Since: page.age(v.QueuedAt, in.Now, in.Zone, v.State.Decidable()), Notice: in.Notice,
		Erased: v.Round.Erased, Version: v.Version.String(), CanDecide: v.CanDecide, CanPurge: v.CanPurge,
		Attempt: in.Attempt, BulkYes: in.BulkYes,
	}
	if m.Due = page.due(v.AnswerBy, v.State, in.Settings, in.Now, in.Zone); m.Due != nil {
		m.Since.Level = m.Due.Level
	}
	work := workOf(v, in)
	m.Note = work.Note
	m.Claim = page.claimModel(v, in)
	m.Strip = page.stripModel(v, in)
	m.Sides = page.sideModels(v, in)
	m.Fields = page.fieldLines(v, in)
	m.Findings = page.wholeFindings(v)
	m.Items = page.itemLines(v, work, in.Refused)
	for _, i := range m.Items {
		if i.Given != "" {
			m.Answered++
		}
	}
	m.Groups = page.reasonGroups(v, work, in)
	m.Outcomes = page.outcomeButtons(v)
	m.Marks = page.markLines(k, work.Marks)
	drawMarks(m.Sides, m.Marks)
	m.Message = page.messageModel(v, work, in)
	m.Context = page.contextModel(v, in.Context, in.ContextFailed, in.Zone)
	m.Earlier = page.roundLines(v, in)
	m.History = page.decisionLines(v, in)
	m.Compared = page.compareModel(v, in)
	m.Together = page.togetherModel(v, in)
	if in.Refused != nil {
		m.Notice = page.refusalNotice(k, in.Refused)
	}
	return m
}

// workOf is the person's answers: what was just sent, else what was kept, else, once it is decided, those of
// the decision that stands.
func workOf(v *review.ReviewView, in ReviewInput) review.WorksheetContent {
	if f := in.Sent; f != nil {
		return review.WorksheetContent{Answers: f.Answers, Bulk: f.Bulk, Reasons: f.Reasons, Marks: f.Marks, Note: f.Note, Message: f.Message}
	}
	if !v.State.Decidable() || v.Own != nil {
		for _, d := range v.History {
			if d.Stands() && d.Round == v.Round.N {
				return review.WorksheetContent{Answers: d.Answers, Bulk: d.Bulk, Reasons: d.Reasons, Marks: d.Marks}
			}
		}
		return review.WorksheetContent{}
	}
	return v.Worksheet
}

// Pictures is how many sides have a picture.
func (m ReviewModel) Pictures() (n int) {
	for _, s := range m.Sides {
		if s.Src != "" {
			n++
		}
	}
	return n
}

// StageSide is one side of the document on the stage.
type StageSide struct {
	ID, Name      string
	Src, Full     string // addresses; Src is empty where there is no picture
	Width, Height int    // of the picture at Src
	Native        int    // width in native pixels
	Alt           string
	Outline       string // where the document lies in the picture, as a script reads it; empty where nobody knows
	Facts         string // size and weight
	About         ImageAbout
	Missing       string // why there is no picture
	Carried       bool
	Round         int
	Purgeable     bool
	Marks         []MarkLine
}

func (p Page) sideModels(v *review.ReviewView, in ReviewInput) []StageSide {
	var out []StageSide
	for _, side := range v.Kind.Sides {
		s := StageSide{ID: side.ID, Name: v.Kind.Text(p.Lang, side.NameID()), Round: v.Round.N}
		i := slices.IndexFunc(v.Round.Images, func(i review.ImageView) bool { return i.Side == side.ID })
		switch {
		case i < 0 && side.RequiredIf != "" && v.Round.Fields[side.RequiredIf] == "no":
			s.Missing = p.T("stage.none-said-empty")
		case i < 0:
			s.Missing = p.T("stage.none")
		case v.Round.Images[i].Purged:
			s.Missing = p.goneWord(v.Round.Images[i].KeptDays)
		default:
			p.fillSide(&s, v, v.Round.Images[i])
		}
		out = append(out, s)
	}
	return out
}

// goneWord says why a picture is gone: its period was over after so many days, or somebody purged it.
func (p Page) goneWord(keptDays int) string {
	if keptDays > 0 {
		return p.T("stage.kept", "n", keptDays)
	}
	return p.T("stage.purged")
}

func (p Page) fillSide(s *StageSide, v *review.ReviewView, i review.ImageView) {
	s.Src = imageSrc(v.Reference, s.ID, v.Round.N, review.SizeScreen)
	s.Full = imageSrc(v.Reference, s.ID, v.Round.N, review.SizeFull)
	s.Width, s.Height, s.Native = i.ScreenWidth, i.ScreenHeight, i.Width
	s.Alt = p.T("stage.alt", "side", s.Name)
	s.Facts = p.T("stage.facts", "width", i.Width, "height", i.Height, "size", weight(i.Bytes))
	s.Outline = outlineOf(v.Kind, i)
	s.About = p.imageAbout(i)
	s.Carried, s.Purgeable = i.Carried, v.CanPurge
}

// weight is a number of bytes as people say it: 480 KB, 1.2 MB.
func weight(bytes int) string {
	if bytes < 1_000_000 {
		return itoa(max(1, bytes/1000)) + " KB"
	}
	return itoa(bytes/1_000_000) + "." + itoa(bytes/100_000%10) + " MB"
}

// StripModel is the queue beside a submission.
type StripModel struct {
	Held, Next []StripRow
	Glance     string
}

// StripRow is a submission of the strip.
type StripRow struct {
	Ref, Href, Kind string
	Age             Age
	Round           string
	Again, Current  bool
	Thumbs          []Thumb
	From            string // who gave it to the person; empty for nobody
}

func (p Page) stripModel(v *review.ReviewView, in ReviewInput) StripModel {
	var m StripModel
	if in.Beside == nil {
		return m
	}
	row := func(r review.QueueRow) StripRow {
		row := StripRow{
			Ref: string(r.Reference), Href: "/submissions/" + string(r.Reference), Kind: p.T(kinds.KindName(r.Kind)),
			Age: p.age(r.QueuedAt, in.Now, in.Zone, true), Round: p.T("round.n", "n", r.Round), Again: r.Round > 1,
			Current: r.ID == v.ID, Thumbs: thumbs(r, in.Kinds), From: p.keptFrom(r),
		}
		if due := p.due(r.AnswerBy, r.State, in.Settings, in.Now, in.Zone); due != nil {
			row.Age.Level = due.Level
		}
		return row
	}
	for _, r := range in.Beside.Held {
		m.Held = append(m.Held, row(r))
	}
	for _, r := range in.Beside.Kept { // first, as next offers them
		m.Next = append(m.Next, row(r))
	}
	for _, r := range in.Beside.Rows {
		m.Next = append(m.Next, row(r))
	}
	return m
}

// Glance says in a few words how the queue stands, and how the person's own day goes.
func (p Page) Glance(c review.Counts, own review.OwnDay, now time.Time) string {
	waiting := p.T("glance.none")
	if n := c.ByState[review.Waiting]; n > 0 {
		waiting = p.T("glance.waiting", "n", n, "age", p.span(now.Sub(c.Oldest)))
	}
	if own.Decided == 0 {
		return waiting
	}
	return p.T("glance.both", "waiting", waiting, "own", p.OwnDay(own))
}

// OwnDay says how the person's own day goes; nothing before the first decision of it.
func (p Page) OwnDay(own review.OwnDay) string {
	if own.Decided == 0 {
		return ""
	}
	return p.T("glance.own", "n", own.Decided, "time", p.T("span.seconds", "n", int(own.Median.Round(time.Second)/time.Second)))
}
