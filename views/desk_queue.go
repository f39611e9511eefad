package views

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"shinsa/review"
	"shinsa/review/kinds"
)

// QueueStates are the states under which the queue can be listed, in the order of the tabs.
func QueueStates() []review.State { return review.ListStates() }

// What the rows of the queue are, when they are not a page of a state.
const (
	FoundReference = "reference" // the one row of a reference that was asked for, or none
	FoundSearch    = "search"    // what a search found
)

// QueueInput is what the queue was asked for, and what is needed to show it.
type QueueInput struct {
	QueueList
	Me     review.StaffID
	Now    time.Time
	Zone   *time.Location
	Kinds  []*kinds.Kind
	Paged  bool      // it is not the first page
	Next   string    // cursor of the next page; empty on the last
	Found  string    // FoundReference, FoundSearch, or empty for a page of a state
	Typed  string    // the reference that was found, for the search field
	Notice string    // id of words about what was asked; empty for none
	Erased time.Time // when the submission of the reference was erased; zero when it was not
	// Settings are those in force: what is promised, and the names of the rules.
	Settings review.Settings
	// What is shown once more of forms that were refused, nil for none, and the id of words about the columns.
	ViewTyped *ViewTyped
	Batched   *BatchTyped
	LookWrong string
	All       bool          // every row is chosen
	Done      *review.Batch // what came of the last act on several; nil for none
}

// QueueModel is the queue page.
type QueueModel struct {
	Page
	Tabs   []Tab
	Kinds  []Choice
	Sorts  []Choice
	State  string // hidden in the form of filters, with ViewID; both empty where they need not be said
	ViewID string
	Listed string // the state of which this is a page; empty for what was found
	KindID string // the one kind that is listed; empty for all
	Rows   []QueueRow
	Body   string // all below the page's head as it was rendered before; empty to render it
	Held   []HeldChip
	Kept   []HeldChip // for the person, with who gave it
	Away   AwayModel
	// KeptMore is how many are kept beyond those in Kept.
	KeptMore int
	Empty    string // the sentence in place of rows
	Found    string
	Typed    string
	Notice   string
	First    string // address of the first page; empty on it
	More     string // address of the next page; empty on the last
	Waits    bool   // something waits: "Next" leads somewhere
	Count    string
	// Risk is what should be answered first, Forecast when the queue is likely to be empty, and Uncovered what
	// matches nobody's skills; each empty where there is nothing to say.
	Risk      *Risk
	Forecast  string
	Uncovered []string
	// How the list is shown, the saved views and the forms about them, and what can be done to several rows and was
	// done; nil where there is nothing.
	Look   review.Look
	Views  []ViewTab
	Menu   *ViewsModel
	Looks  *LookModel
	Batch  *BatchBar
	Result *BatchResult
	ByDue  bool // when it should be answered has a column of its own
}

// Tab is a state with its number.
type Tab struct {
	State             string
	Href, Word, Count string
	Current, Empty    bool
}

// Choice is an option of a filter.
type Choice struct {
	Value, Word string
	Chosen      bool
}

// QueueRow is a line of the table.
type QueueRow struct {
	Ref, Href  string
	Age        Age
	Due        *Due // nil where nothing was promised
	Kind       string
	Round      string
	Again      bool // not the first round
	Sent       Stamp
	Pick       bool   // it can be chosen together with others, and is, when Picked
	Picked     bool   //
	First      bool   // overturned, or put there by hand: first in line
	Place      string // the rule that put it where it stands; empty for the usual place
	Group      string // for whom it is; empty for everybody
	Lang       string
	Thumbs     []Thumb
	Findings   []FindingTag
	More       int // findings beyond those shown
	Holder     string
	HolderMine bool
	Until      string
	KeptFor    string // for whom it is kept while nobody holds it; empty for nobody
	KeptMine   bool
	KeptFrom   string // words: who gave it
}

// Stamp is a moment.
type Stamp struct{ Text, ISO string }

// Thumb is a picture too small to read.
type Thumb struct{ Src, Side string }

// FindingTag is a finding in a word or two, with its sentence.
type FindingTag struct{ Word, Text, Level string }

// HeldChip is a submission that the person holds.
type HeldChip struct {
	Ref, Href, Kind, Until string
	Left                   int64  // seconds
	From                   string // who gave it to the person
}

// tagsShown is how many findings a row shows; more would push the rest out of sight.
const tagsShown = 3

// keptShown is how many of those that are kept for the person stand above the list.
const keptShown = 3

// NewQueueModel turns a page of the queue into what is shown of it.
func NewQueueModel(page Page, q *review.QueuePage, in QueueInput) QueueModel {
	m := QueueModel{
		Page: page, Found: in.Found, Typed: in.Typed, Waits: q.Counts.ByState[review.Waiting] > 0, Look: in.Look(),
	}
	m.ByDue = in.Settings.Service.Promised() && m.Shows("due")
	if in.View != nil {
		m.State, m.ViewID = string(in.State), string(in.View.ID)
	} else if in.State != review.Waiting {
		m.State = string(in.State)
	}
	if in.Found == "" {
		m.Listed, m.KindID = string(in.State), in.Kind
	}
	if in.Notice != "" {
		m.Notice = page.T(in.Notice)
	}
	for _, s := range QueueStates() {
		n := q.Counts.ByState[s]
		m.Tabs = append(m.Tabs, Tab{
			State: string(s), Href: in.plain(s).Href(), Word: page.T("state." + string(s)), Count: grouped(n), Empty: n == 0,
			Current: in.Found == "" && s == in.State && in.View == nil,
		})
	}
	m.Kinds = []Choice{{Value: "", Word: page.T("queue.every-kind"), Chosen: in.Kind == ""}}
	for _, k := range in.Kinds {
		m.Kinds = append(m.Kinds, Choice{k.ID, page.T(k.NameID()), k.ID == in.Kind})
	}
	sorts := []review.Sort{review.SortOldest, review.SortNewest}
	if in.Settings.Service.Promised() {
		sorts = append(sorts, review.SortDue)
	}
	for _, s := range sorts {
		m.Sorts = append(m.Sorts, Choice{string(s), page.T("queue.sort." + string(s)), s == in.Sort})
	}
	m.Rows = make([]QueueRow, 0, len(q.Rows))
	for _, r := range q.Rows {
		row := page.queueRow(r, in)
		row.Pick, row.Picked = choosable(r, q.Selection, in)
		m.Rows = append(m.Rows, row)
	}
	m.Risk, m.Forecast, m.Uncovered = page.risk(q, in), page.forecast(q.Forecast, in.Now, in.Zone), page.uncovered(q.Uncovered, in.Settings)
	m.Held = page.heldChips(q.Held, in)
	m.Kept = page.heldChips(q.Kept, in)
	if n := len(m.Kept) - keptShown; n > 0 { // what was assigned together with others: "Next" leads to it
		m.Kept, m.KeptMore = m.Kept[:keptShown], n
	}
	m.Away = page.NewAwayModel(q.Away, "queue", in.Now, in.Zone)
	m.Views, m.Menu, m.Looks = page.viewTabs(q, in), page.viewsModel(in), page.lookModel(in)
	m.Batch, m.Result = page.batchBar(q, in), page.batchResult(in.Done, in)
	if in.Next != "" {
		m.More = in.page(in.Next).Href()
	}
	if in.Paged || in.Found != "" {
		m.First = in.page("").Href()
	}
	if len(m.Rows) == 0 {
		m.Empty = page.queueEmpty(q, in)
	}
	return m
}

// Again is the page rendered once, for its next showing: its head is made anew each time. What is kept depends on the
// person, the language and the session, whose token stands in the forms.
func (m QueueModel) Again(ctx context.Context) (QueueModel, error) {
	var b strings.Builder
	err := queueBody(m).Render(ctx, &b)
	return QueueModel{Body: b.String()}, err
}

func (p Page) queueRow(r review.QueueRow, in QueueInput) QueueRow {
	waits := r.State.Decidable()
	since := r.Since
	if waits {
		since = r.QueuedAt
	}
	row := QueueRow{
		Ref: string(r.Reference), Href: "/submissions/" + string(r.Reference), Kind: p.T(kinds.KindName(r.Kind)),
		Age: p.age(since, in.Now, in.Zone, waits), Sent: Stamp{shortClock(r.QueuedAt, in.Now, in.Zone), r.QueuedAt.UTC().Format(time.RFC3339)}, Round: p.T("round.n", "n", r.Round), Again: r.Round > 1,
		First: waits && review.FirstInLine(r.Rank), Lang: strings.ToUpper(r.Lang),
		Thumbs: thumbs(r, in.Kinds),
	}
	if row.Due = p.due(r.AnswerBy, r.State, in.Settings, in.Now, in.Zone); row.Due != nil {
		row.Age.Level = row.Due.Level // by what was promised, not by the clock alone
	}
	if waits {
		row.Place = in.Settings.PlaceWord(r.Class, p.Lang)
		if r.Group != "" {
			row.Group = in.Settings.GroupWord(r.Group, p.Lang)
		}
	}
	for i, code := range r.Findings {
		if i == tagsShown {
			row.More = len(r.Findings) - tagsShown
			break
		}
		row.Findings = append(row.Findings, p.findingTag(code, r.Kind, in.Kinds))
	}
	if r.HolderID != "" {
		row.Holder, row.HolderMine = r.HolderName, r.HolderID == in.Me
		row.Until = hour(r.HolderUntil, in.Zone)
	} else if r.Keep.For != "" {
		row.KeptFor, row.KeptMine, row.KeptFrom = r.KeptFor, r.Keep.For == in.Me, p.keptFrom(r)
		row.Until = hour(r.Keep.Until, in.Zone)
	}
	return row
}

// thumbs are the pictures of a row, in the kind's order of sides.
func thumbs(r review.QueueRow, all []*kinds.Kind) []Thumb {
	sides := slices.Clone(r.Sides)
	if i := slices.IndexFunc(all, func(k *kinds.Kind) bool { return k.ID == r.Kind }); i >= 0 {
		place := func(side string) int {
			return slices.IndexFunc(all[i].Sides, func(s kinds.Side) bool { return s.ID == side })
		}
		slices.SortStableFunc(sides, func(a, b string) int { return place(a) - place(b) })
	}
	var out []Thumb
	for _, side := range sides {
		out = append(out, Thumb{Side: side, Src: imageSrc(r.Reference, side, 0, review.SizeThumb)})
	}
	return out
}

// imageSrc is the address of a picture; round 0 is the latest.
func imageSrc(ref review.Reference, side string, round int, size string) string {
	src := "/submissions/" + string(ref) + "/images/" + url.PathEscape(side) + "?size=" + size
	if round > 0 {
		src += "&round=" + itoa(round)
	}
	return src
}

func (p Page) heldChips(rows []review.QueueRow, in QueueInput) []HeldChip {
	var out []HeldChip
	for _, r := range rows {
		until := r.HolderUntil
		if r.HolderID == "" {
			until = r.Keep.Until
		}
		out = append(out, HeldChip{
			Ref: string(r.Reference), Href: "/submissions/" + string(r.Reference), Kind: p.T(kinds.KindName(r.Kind)),
			Until: hour(until, in.Zone), Left: int64(until.Sub(in.Now).Seconds()), From: p.keptFrom(r),
		})
	}
	return out
}

// keptFrom says who gave a submission to whom it is kept for; empty when it is kept for nobody.
func (p Page) keptFrom(r review.QueueRow) string {
	switch r.Keep.Why {
	case "":
		return ""
	case review.KeepAnswered:
		return p.T("kept.answered", "name", r.KeptFrom)
	}
	return p.T("kept.from", "name", r.KeptFrom)
}

func (p Page) queueEmpty(q *review.QueuePage, in QueueInput) string {
	switch {
	case !in.Erased.IsZero():
		return p.T("queue.erased", "reference", in.Typed, "date", day(in.Erased, in.Zone))
	case in.Found != "":
		return p.T("queue.nothing-found")
	case in.Paged:
		return p.T("queue.no-more")
	case in.Kind != "":
		return p.T("queue.none-of-kind")
	case in.State != review.Waiting:
		return p.T("queue.none")
	case q.LastDecided.IsZero():
		return p.T("queue.nothing-waits")
	}
	return p.T("queue.nothing-waits-since", "time", shortClock(q.LastDecided, in.Now, in.Zone))
}

// grouped writes a number with commas, as both languages do.
func grouped(n int) string {
	s := []byte(itoa(n))
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = append(s[:i], append([]byte{','}, s[i:]...)...)
	}
	return string(s)
}
