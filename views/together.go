package views

import (
	"strings"
	"time"

	"shinsa/review"
)

// TogetherForm is what was sent to do something together with colleagues and was refused: which menu is open
// again, what stood in it, and what is wrong.
type TogetherForm struct {
	Open            string // "skip", "hand", "answer" or "comment"; empty for none
	Skip, SkipNote  string
	To, HandNote    string
	Answer, Comment string
	Unsent          bool // it was told that what stands here is not sent by deciding
	Wrong           review.FieldErrors
}

// TogetherModel is what colleagues told each other about a submission, and what can be done together.
type TogetherModel struct {
	Told     []ToldLine
	Comments []CommentLine

	CanSkip, CanHand, CanAnswer, CanComment bool
	Assigns                                 bool // giving it to somebody without holding it
	Skips                                   []Choice
	Colleagues                              []ColleagueChoice
	Asker                                   string // of the question to answer
	Minutes                                 int    // how long it is kept
	Sent                                    TogetherForm
	Wrong                                   map[string]string // by field
}

// Seen says whether more than closed menus is shown at first.
func (m TogetherModel) Seen() bool { return len(m.Told) > 0 || m.CanAnswer || m.Sent.Open != "" }

// ToldLine is something that a colleague said, on top of the page.
type ToldLine struct {
	Kind    string // "question", "answer", "handed" or "note"
	Heading string
	Text    string // may have several lines; empty for nothing
	At      string
}

// Long says whether the text is likely to scroll, so that it must be in reach of the keyboard.
func (t ToldLine) Long() bool { return len(t.Text) > 150 || strings.Count(t.Text, "\n") > 2 }

// CommentLine is a comment.
type CommentLine struct {
	By, At, ISO string
	Text        string
	Own, Erased bool
}

// ColleagueChoice is somebody to whom a submission can be given.
type ColleagueChoice struct {
	ID, Word    string
	Off, Chosen bool
}

func (p Page) togetherModel(v *review.ReviewView, in ReviewInput) TogetherModel {
	m := TogetherModel{
		CanSkip: v.CanDecide, CanHand: v.CanHand, CanAnswer: v.CanAnswer, CanComment: v.CanComment, Assigns: !v.Mine,
		Sent: in.Together, Wrong: map[string]string{}, Minutes: in.LeaseMinutes,
	}
	for _, e := range in.Together.Wrong {
		m.Wrong[e.Field] = p.T("together.wrong."+e.Field+"-"+trimWord(e.Word), e.Args...)
	}
	if m.CanSkip {
		m.Skips = append(m.Skips, Choice{Word: p.T("skip.none"), Chosen: m.Sent.Skip == ""})
		for _, r := range review.SkipReasons() {
			m.Skips = append(m.Skips, Choice{Value: string(r), Word: p.T("skip." + string(r)), Chosen: m.Sent.Skip == string(r)})
		}
	}
	for _, c := range v.Colleagues {
		m.Colleagues = append(m.Colleagues, p.colleagueChoice(c, in, m.Sent.To))
	}
	m.Comments = p.commentLines(v.Comments, in.Me.ID, in.Now, in.Zone)
	m.Told = p.toldLines(v, in)
	if v.Asked != nil {
		m.Asker = or(v.Asked.ByName, p.T("audit.nameless"))
	}
	return m
}

func (p Page) colleagueChoice(c review.Colleague, in ReviewInput, chosen string) ColleagueChoice {
	word := "colleague.there"
	switch {
	case c.Away && c.Until.IsZero():
		word = "colleague.away"
	case c.Away:
		word = "colleague.away-until"
	case c.Active:
		word = "colleague.here"
	}
	return ColleagueChoice{
		ID: string(c.ID), Word: p.T(word, "name", c.Name, "time", shortClock(c.Until, in.Now, in.Zone)), Off: c.Away, Chosen: string(c.ID) == chosen,
	}
}

func (p Page) commentLines(comments []review.CommentView, me review.StaffID, now time.Time, zone *time.Location) []CommentLine {
	var out []CommentLine
	for _, c := range comments {
		line := CommentLine{
			By: or(c.ByName, p.T("audit.nameless")), At: shortClock(c.At, now, zone), ISO: c.At.UTC().Format(time.RFC3339),
			Text: c.Text, Own: c.By == me, Erased: c.Erased,
		}
		if c.Erased {
			line.Text = p.T("comments.erased")
		}
		out = append(out, line)
	}
	return out
}

// toldLines are what is read before anything else: how the submission came to the person, and what was answered.
func (p Page) toldLines(v *review.ReviewView, in ReviewInput) []ToldLine {
	var out []ToldLine
	if h := v.Handed; h != nil {
		out = append(out, p.handedLine(h.From, h.Why, h.Note, shortClock(h.At, in.Now, in.Zone)))
	} else if v.Keep.For == in.Me.ID && v.Keep.For != "" && v.Keep.Why != review.KeepAnswered {
		out = append(out, p.handedLine(v.KeptFrom, v.Keep.Why, v.KeptNote, ""))
	} else if v.KeptNote != "" {
		out = append(out, ToldLine{Kind: "note", Heading: p.T("told.note-for", "name", v.KeptFor), Text: v.KeptNote})
	}
	if f := v.Priority; f != nil {
		id := "told.first"
		if f.Reason == "" {
			id = "told.first-bare"
		}
		out = append(out, ToldLine{Kind: "note", Heading: p.T(id, "name", or(f.By, p.T("audit.nameless"))), Text: f.Reason, At: shortClock(f.At, in.Now, in.Zone)})
	}
	if h := v.Asked; h != nil {
		id := "told.question"
		if h.NoteText == "" {
			id = "told.no-question"
		}
		out = append(out, ToldLine{Kind: "question", Heading: p.T(id, "name", or(h.ByName, p.T("audit.nameless"))), Text: h.NoteText, At: shortClock(h.DecidedAt, in.Now, in.Zone)})
	}
	if text := unsent(in.Together, v); text != "" {
		out = append(out, ToldLine{Kind: "note", Heading: p.T("told.unsent"), Text: text})
	}
	for _, r := range v.Replies {
		out = append(out, p.replyLines(r, in.Now, in.Zone)...)
	}
	return out
}

// unsent is what was written for something that cannot be done any more: its place is gone, but not its words.
func unsent(sent TogetherForm, v *review.ReviewView) string {
	switch {
	case sent.Open == "skip" && !v.CanDecide:
		return sent.SkipNote
	case sent.Open == "hand" && !v.CanHand:
		return sent.HandNote
	case sent.Open == "answer" && !v.CanAnswer:
		return sent.Answer
	case sent.Open == "comment" && !v.CanComment:
		return sent.Comment
	}
	return ""
}

func (p Page) handedLine(from string, why review.KeepReason, note, at string) ToldLine {
	id := "told." + string(why)
	if note == "" {
		id += "-bare"
	}
	return ToldLine{Kind: "handed", Heading: p.T(id, "name", from), Text: note, At: at}
}

// replyLines are a question and its answer.
func (p Page) replyLines(r review.ReplyView, now time.Time, zone *time.Location) []ToldLine {
	question := ToldLine{Kind: "question", Heading: p.T("told.asked", "name", or(r.AskedBy, p.T("audit.nameless"))), Text: r.Question, At: shortClock(r.AskedAt, now, zone)}
	answer := ToldLine{Kind: "answer", Heading: p.T("told.answer", "name", r.By), Text: r.Text, At: shortClock(r.At, now, zone)}
	if r.Erased {
		question.Text, answer.Text = p.T("comments.erased"), p.T("comments.erased")
	}
	if question.Text == "" {
		question.Heading = p.T("told.no-question", "name", or(r.AskedBy, p.T("audit.nameless")))
	}
	return []ToldLine{question, answer}
}

// wrongOf gives the words about a field that was refused; empty when it was not.
func (m TogetherModel) wrongOf(field string) string { return m.Wrong[field] }

// AwayModel is what a person said about being away, and the form to say it.
type AwayModel struct {
	Now   string // the sentence while he is away; empty when he is here
	Back  string // "queue" or "account": where the form leads back to
	At    string // what was typed as the time
	Wrong string
}

// NewAwayModel turns an absence into what is shown of it.
func (p Page) NewAwayModel(away review.Absence, back string, now time.Time, zone *time.Location) AwayModel {
	m := AwayModel{Back: back}
	switch {
	case away.Since.IsZero():
	case away.Until.IsZero():
		m.Now = p.T("away.now")
	default:
		m.Now = p.T("away.now-until", "time", shortClock(away.Until, now, zone))
	}
	return m
}

// TogetherMenu is the name of the menu in which one writes: "comment", "answer", "skip" or "hand".
func (p Page) TogetherMenu(menu string) string {
	switch menu {
	case "comment":
		return p.T("comments.open")
	case "answer":
		return p.T("answer-question.open")
	}
	return p.T("skip.open")
}

// opens says whether a menu stands open, because what was sent from it was refused.
func (m TogetherModel) opens(menu string) bool {
	switch m.Sent.Open {
	case "skip", "hand":
		return menu == "more"
	case "comment":
		return menu == "comments"
	}
	return m.Sent.Open == menu && menu != ""
}

// handWord says it as the holder or as a supervisor does it.
func (m TogetherModel) handWord(p Page, part string) string {
	if m.Assigns {
		part += "-assign"
	}
	return p.T("hand." + part)
}

// trimWord is the code behind the word of a field's error.
func trimWord(word string) string { return strings.TrimPrefix(word, "field-error.") }
