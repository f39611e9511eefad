package views

import (
	"slices"
	"strconv"
	"time"

	"shinsa/review"
	"shinsa/review/kinds"
	"shinsa/training"
)

// TrainingInput is what is needed to show the pages of training.
type TrainingInput struct {
	Me      review.StaffID
	Zone    *time.Location
	Now     time.Time
	Kinds   []*kinds.Kind
	People  []training.PersonView // everybody's, for whoever manages training
	Members []review.Member       // those who review; nil for who sees only the own
	Form    DrawForm
}

// DrawForm is the order of a set as it was typed, and what was refused of it.
type DrawForm struct {
	Sent                    bool
	Seed, Size, Mix, Person string
	Wrong                   review.FieldErrors
}

// TrainingModel is the first page of training.
type TrainingModel struct {
	Page
	Draw   DrawModel
	Own    TrainingPerson
	People []TrainingPersonRow
	All    bool // everybody's is shown
}

// DrawModel is the form that has a set drawn.
type DrawModel struct {
	Seed    string
	Sizes   []Choice
	Mixes   []Choice
	Members []Choice // none for who draws for himself alone
	Wrong   map[string]string
}

// TrainingPersonRow is a line of the list of people.
type TrainingPersonRow struct {
	Name, Href                string
	Cases, Right, Seen, False string
	Median, Last              string
	Few                       bool
	Open                      int // unfinished sets
}

// TrainingPerson is how it went for somebody.
type TrainingPerson struct {
	Cases  int
	Few    string // said of small numbers; empty for others
	Tiles  []TrainingTile
	Shares []TrainingShare
	Sets   []TrainingSetRow
}

// TrainingTile is a figure with what it counts.
type TrainingTile struct{ Label, Value, Sub string }

// TrainingShare is a line of the table of defects.
type TrainingShare struct {
	Defect, Item       string
	Shown, Seen, Named int
	Share              string // empty where the number is too small to say one
	Few                bool
	Missed             []NoticeLink // the cases
}

// TrainingSetRow is a line of the list of sets.
type TrainingSetRow struct {
	Href, Made, What, Progress string
	Done, Repeat               bool
}

// TrainingPersonModel is the page of a person's training.
type TrainingPersonModel struct {
	Page
	Name string
	Of   TrainingPerson
}

// NewTrainingModel turns one's own training, and for supervisors everybody's, into what is shown.
func NewTrainingModel(page Page, own *training.PersonView, in TrainingInput) TrainingModel {
	m := TrainingModel{Page: page, Own: page.trainingPerson(own, in), Draw: page.drawModel(in), All: in.Members != nil}
	for _, v := range in.People {
		m.People = append(m.People, page.trainingPersonRow(v, in))
	}
	slices.SortStableFunc(m.People, func(a, b TrainingPersonRow) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return m
}

// NewTrainingPersonModel turns a person's training into what is shown.
func NewTrainingPersonModel(page Page, v *training.PersonView, in TrainingInput) TrainingPersonModel {
	m := TrainingPersonModel{Page: page, Name: page.memberName(v.Person, in), Of: page.trainingPerson(v, in)}
	m.Title = page.T("training.person-title", "name", m.Name)
	return m
}

func (p Page) drawModel(in TrainingInput) DrawModel {
	f := in.Form
	if !f.Sent {
		f = DrawForm{Size: "10", Mix: string(training.Usual)}
	}
	m := DrawModel{Seed: f.Seed, Wrong: map[string]string{}}
	for _, n := range training.Sizes() {
		m.Sizes = append(m.Sizes, Choice{itoa(n), p.T("training.cases", "n", n), f.Size == itoa(n)})
	}
	for _, mix := range training.Mixes() {
		m.Mixes = append(m.Mixes, Choice{string(mix), p.T("training.mix." + string(mix)), f.Mix == string(mix)})
	}
	for _, member := range in.Members {
		word := member.Name
		if member.ID == in.Me {
			word = p.T("training.for-me", "name", member.Name)
		}
		chosen := f.Person == string(member.ID) || f.Person == "" && member.ID == in.Me
		m.Members = append(m.Members, Choice{string(member.ID), word, chosen})
	}
	for _, e := range f.Wrong {
		m.Wrong[e.Field] = p.T(e.Word, e.Args...)
	}
	return m
}

func (p Page) memberName(id review.StaffID, in TrainingInput) string {
	for _, m := range in.Members {
		if m.ID == id {
			return m.Name
		}
	}
	if id == in.Me && p.Staff != nil {
		return p.Staff.Name
	}
	return p.T("training.nameless")
}

func (p Page) trainingPersonRow(v training.PersonView, in TrainingInput) TrainingPersonRow {
	f := v.Figures
	shown, seen := f.Defects()
	row := TrainingPersonRow{
		Name: p.memberName(v.Person, in), Href: "/training/people/" + string(v.Person), Cases: grouped(f.Cases), Right: p.ofAll(f.Right, f.Cases),
		Seen: p.ofAll(seen, shown), False: grouped(f.FalseAlarms), Few: f.Cases < training.Few, Median: p.tookOrNone(f), Last: clock(v.Sets[0].MadeAt, in.Zone),
	}
	for _, s := range v.Sets {
		if s.Done() < s.Size {
			row.Open++
		}
	}
	return row
}

// ofAll is a number of a whole: 7 of 9.
func (p Page) ofAll(n, all int) string { return p.T("training.of", "n", n, "of", all) }

func (p Page) tookOrNone(f training.Figures) string {
	if f.Cases == 0 {
		return "–"
	}
	return p.took(f.Median)
}

func (p Page) trainingPerson(v *training.PersonView, in TrainingInput) TrainingPerson {
	f := v.Figures
	shown, seen := f.Defects()
	m := TrainingPerson{Cases: f.Cases}
	if f.Cases > 0 && f.Cases < training.Few {
		m.Few = p.T("training.few", "n", f.Cases)
	}
	if f.Cases > 0 {
		m.Tiles = []TrainingTile{
			{p.T("training.tile.right"), p.ofAll(f.Right, f.Cases), p.percent(f.Right, f.Cases)},
			{p.T("training.tile.seen"), p.ofAll(seen, shown), p.percent(seen, shown)},
			{p.T("training.tile.false"), p.ofAll(f.FalseAlarms, f.Cases), p.T("training.tile.sound", "n", f.Sound)},
			{p.T("training.tile.median"), p.took(f.Median), ""},
		}
	}
	for _, s := range f.ByDefect {
		line := TrainingShare{
			Defect: p.T("training.defect." + s.Defect), Shown: s.Shown, Seen: s.Seen, Named: s.Named, Few: s.Shown < training.Few, Share: p.percent(s.Seen, s.Shown),
		}
		for _, r := range s.Missed {
			line.Missed = append(line.Missed, NoticeLink{resultHref(r.Set, r.N), p.T("training.case-short", "n", r.N)})
		}
		m.Shares = append(m.Shares, line)
	}
	for _, s := range v.Sets {
		m.Sets = append(m.Sets, TrainingSetRow{
			Href: "/training/sets/" + s.ID, Made: clock(s.MadeAt, in.Zone), What: p.setWords(s.Set), Progress: p.ofAll(s.Done(), s.Size), Done: s.Done() == s.Size, Repeat: s.Repeat,
		})
	}
	return m
}

// percent is a share, where there are enough cases to say one.
func (p Page) percent(n, of int) string {
	if of < training.Few {
		return ""
	}
	return p.T("training.percent", "n", (200*n+of)/(2*of))
}

func (p Page) setWords(s training.Set) string {
	return p.T("training.set-words", "n", s.Size, "mix", p.T("training.mix."+string(s.Mix)), "seed", s.Seed)
}

func caseHref(set string, n int) string   { return "/training/sets/" + set + "/cases/" + strconv.Itoa(n) }
func resultHref(set string, n int) string { return caseHref(set, n) + "/result" }

// TrainingBeside stands beside a case where the queue stands in earnest.
type TrainingBeside struct {
	Href  string // of the set
	Words string
	Cases []TrainingCaseRow
}

// TrainingCaseRow is a case of a set.
type TrainingCaseRow struct {
	N       int
	Href    string // of what became of it; empty before it is decided
	Current bool
	Tone    string // "ok", "warn", "bad" or empty
	Shape   string
	Word    string
	Took    string
	Outcome string
	Missed  []string // defects
}

func (p Page) trainingCaseRows(v *training.SetView, current int) []TrainingCaseRow {
	var out []TrainingCaseRow
	for n := 1; n <= v.Size; n++ {
		row := TrainingCaseRow{N: n, Current: n == current, Shape: "○", Word: p.T("training.case.waits")}
		if i := slices.IndexFunc(v.Records, func(r training.Record) bool { return r.N == n }); i >= 0 {
			r := v.Records[i]
			row.Word = p.T("training.case.open")
			if r.Answered() {
				row.Href, row.Took, row.Outcome = resultHref(v.ID, n), p.took(r.Took()), p.T("outcome.done."+string(r.Answer.Outcome))
				row.Tone, row.Shape, row.Word = p.caseTone(r.Missed(), r.FalseAlarm)
				for _, d := range r.Defects {
					if !slices.Contains(r.Seen, d) {
						row.Missed = append(row.Missed, p.T("training.defect."+d))
					}
				}
			}
		}
		out = append(out, row)
	}
	return out
}

// caseTone says in a colour, a shape and a word how a case went.
func (p Page) caseTone(missed, falseAlarm bool) (tone, shape, word string) {
	switch {
	case missed:
		return "bad", "✕", p.T("training.case.missed")
	case falseAlarm:
		return "warn", "▲", p.T("training.case.false")
	}
	return "ok", "✓", p.T("training.case.right")
}

// NewTrainingCase is the review page's own model, filled with a drawn case.
func NewTrainingCase(page Page, v *training.CaseView, in ReviewInput) ReviewModel {
	m := NewReviewModel(page, v.Review, in)
	m.Ref, m.Path = page.T("training.case-of", "n", v.N, "of", v.Set.Size), caseHref(v.Set.ID, v.N)
	m.Claim = ClaimModel{Mine: true, Text: page.T("training.today", "date", day(v.Set.Day, in.Zone))}
	m.Training = &TrainingBeside{Href: "/training/sets/" + v.Set.ID, Words: page.setWords(v.Set.Set), Cases: page.trainingCaseRows(v.Set, v.N)}
	for i := range m.Sides {
		if s := &m.Sides[i]; s.Src != "" {
			s.Src, s.Full = caseImage(m.Path, s.ID, review.SizeScreen), caseImage(m.Path, s.ID, review.SizeFull)
		}
	}
	for i := range m.Items { // an authority is asked about nobody
		m.Items[i].Inquiry = ""
	}
	for i := range m.Fields {
		m.Fields[i].Inquiry = ""
	}
	return m
}

func caseImage(path, side, size string) string { return path + "/images/" + side + "?size=" + size }

// leaveWord is what the button says that leaves a case.
func (m ReviewModel) leaveWord() string {
	if m.Training != nil {
		return "training.pause"
	}
	return "claim.give-back"
}

// TrainingSetModel is the page of a set.
type TrainingSetModel struct {
	Page
	ID, Words, Day, Made string
	Own                  bool
	Person               string // whose it is, for others
	Done, Size           int
	Begun                bool
	Cases                []TrainingCaseRow
	Of                   TrainingPerson // the figures of this set
}

// NewTrainingSetModel turns a set into what is shown.
func NewTrainingSetModel(page Page, v *training.SetView, in TrainingInput) TrainingSetModel {
	m := TrainingSetModel{
		Page: page, ID: v.ID, Words: page.setWords(v.Set), Day: day(v.Day, in.Zone), Made: clock(v.MadeAt, in.Zone), Own: v.Own, Done: v.Done(), Size: v.Size,
		Begun: len(v.Records) > 0, Cases: page.trainingCaseRows(v, 0), Person: "/training/people/" + string(v.Person),
	}
	m.Of = page.trainingPerson(&training.PersonView{Figures: training.Count(v.Records)}, in)
	return m
}

// TrainingResultModel is what became of a case.
type TrainingResultModel struct {
	Page
	Set, SetID  string
	N, Of       int
	Own, Last   bool
	Tone, Shape string
	Verdict     string
	Kind        string
	Outcome     string
	Took        string
	Defects     []TrainingDefect
	False       []string // sentences
	Pictures    []TrainingPicture
}

// TrainingDefect is a defect of the case, with what should have found it.
type TrainingDefect struct {
	N                  int // of its mark on a picture; 0 without one
	Tone, Shape, State string
	Word, Why          string
	Item, Hint, Reason string
	Where              string
	Typed, Printed     string // of the field that differs; empty for other defects
	Label              string
}

// TrainingPicture is a picture with the places of defects.
type TrainingPicture struct {
	Src, Full, Alt, Name string
	Width, Height        int
	Marks                []MarkLine
}

// NewTrainingResultModel turns the verdict on a case into what is shown.
func NewTrainingResultModel(page Page, v *training.ResultView, in TrainingInput) TrainingResultModel {
	k, verdict := v.Review.Kind, v.Verdict
	m := TrainingResultModel{
		Page: page, Set: page.setWords(v.Set.Set), SetID: v.Set.ID, N: v.N, Of: v.Set.Size, Own: v.Set.Own, Last: v.Set.Done() == v.Set.Size,
		Kind: k.Text(page.Lang, k.NameID()), Outcome: page.T("outcome.done." + string(v.Record.Answer.Outcome)), Took: page.took(v.Record.Took()),
	}
	m.Tone, m.Shape, m.Verdict = page.caseTone(verdict.Missed(), verdict.FalseAlarm())
	m.Verdict = page.T("training.verdict." + m.Tone)
	if verdict.Sound() {
		m.Verdict = page.T("training.verdict.sound-" + m.Tone)
	}
	pictures := map[string]*TrainingPicture{}
	for _, i := range v.Review.Round.Images {
		side, _ := k.Side(i.Side)
		name := k.Text(page.Lang, side.NameID())
		pictures[i.Side] = &TrainingPicture{
			Src: caseImage(caseHref(v.Set.ID, v.N), i.Side, review.SizeScreen), Full: caseImage(caseHref(v.Set.ID, v.N), i.Side, review.SizeFull),
			Name: name, Alt: page.T("stage.alt", "side", name), Width: i.ScreenWidth, Height: i.ScreenHeight,
		}
	}
	marked := 0
	for _, d := range verdict.Defects {
		line := page.trainingDefect(k, d, v)
		if pic := pictures[d.Side]; pic != nil && d.Mark != nil {
			if len(verdict.Defects) > 1 { // a single box needs no number, which would hide what it is about
				marked++
				line.N = marked
			}
			pic.Marks = append(pic.Marks, MarkLine{Mark: *d.Mark, N: line.N, Words: line.Word})
			pic.Alt = page.T("training.picture-marked", "side", pic.Name, "defect", line.Word)
		}
		m.Defects = append(m.Defects, line)
	}
	for _, side := range k.Sides {
		if pic := pictures[side.ID]; pic != nil {
			m.Pictures = append(m.Pictures, *pic)
		}
	}
	for _, id := range verdict.FalseItems {
		if item, ok := k.Item(id); ok {
			m.False = append(m.False, page.T("training.false-item", "question", k.Text(page.Lang, item.QuestionID())))
		}
	}
	for _, id := range verdict.FalseReasons {
		m.False = append(m.False, page.T("training.false-reason", "reason", k.Text(page.Lang, kinds.ReasonStaff(id))))
	}
	if verdict.Refused {
		m.False = append(m.False, page.T("training.false-outcome"))
	}
	return m
}

func (p Page) trainingDefect(k *kinds.Kind, d training.Found, v *training.ResultView) TrainingDefect {
	line := TrainingDefect{
		Word: p.T("training.defect." + d.Defect), Why: p.T("training.why." + d.Defect), Reason: k.Text(p.Lang, kinds.ReasonStaff(d.Reason)),
		Tone: "bad", Shape: "✕", State: p.T("training.not-seen"),
	}
	if item, ok := k.Item(d.Item); ok {
		line.Item, line.Hint = k.Text(p.Lang, item.QuestionID()), k.Text(p.Lang, item.HintID())
		if f, ok := k.Field(item.Field); ok && d.Typed != d.Printed {
			line.Label, line.Typed, line.Printed = p.fieldLabel(k, f), d.Typed, d.Printed
		}
	}
	switch {
	case d.Named:
		line.Tone, line.Shape, line.State = "ok", "✓", p.T("training.seen")
	case d.Seen:
		line.Tone, line.Shape, line.State = "warn", "▲", p.T("training.half-seen")
	}
	if side, ok := k.Side(d.Side); ok {
		line.Where = k.Text(p.Lang, side.NameID())
	}
	return line
}
