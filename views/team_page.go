package views

import (
	"slices"
	"strings"
	"time"

	"shinsa/review"
	"shinsa/review/kinds"
)

// TeamInput is what is needed to show the team.
type TeamInput struct {
	Me       review.StaffID
	Zone     *time.Location
	Kinds    []*kinds.Kind
	Settings review.Settings
	// Refused is whose form was refused; its Skills are those that were sent.
	Refused       review.StaffID
	RefusedSkills review.Skills
}

// TeamModel is the page of the team.
type TeamModel struct {
	Page
	Rows      []TeamRow
	Uncovered []string
	Groups    bool // the rules name groups
	Counts    string
}

// TeamRow is somebody who decides.
type TeamRow struct {
	ID, Name, Role string
	Own            bool
	Here           string // "here", "away" or "gone"
	HereWord       string
	Seen           string // since when, or until when
	Kinds, Langs   string
	Groups         string
	Holds          []HeldChip
	Decided        string
	Open           bool // its form was refused
	KindChoices    []Choice
	LangChoices    []Choice
	GroupChoices   []Choice
}

// Shape stands beside the word for who sees no colour.
func (r TeamRow) Shape() string {
	return map[string]string{"here": "●", "away": "◆", "gone": "○"}[r.Here]
}

// Level is the colour of being here.
func (r TeamRow) Level() string {
	return map[string]string{"here": "ok", "away": "warn", "gone": "info"}[r.Here]
}

// NewTeamModel turns the team into what is shown of it.
func NewTeamModel(page Page, v *review.TeamView, in TeamInput) TeamModel {
	m := TeamModel{Page: page, Uncovered: page.uncovered(v.Uncovered, in.Settings), Groups: len(in.Settings.Groups()) > 0}
	here := 0
	for _, member := range v.Members {
		row := page.teamRow(member, v.Now, in)
		if row.Here == "here" {
			here++
		}
		m.Rows = append(m.Rows, row)
	}
	m.Counts = page.T("team.counts", "n", len(m.Rows), "here", here)
	return m
}

func (p Page) teamRow(m review.Member, now time.Time, in TeamInput) TeamRow {
	r := TeamRow{
		ID: string(m.ID), Name: m.Name, Role: p.T("role." + m.Role), Own: m.ID == in.Me, Decided: grouped(m.Decided),
	}
	switch {
	case m.Away.At(now) && m.Away.Until.IsZero():
		r.Here, r.Seen = "away", p.T("team.since", "time", shortClock(m.Away.Since, now, in.Zone))
	case m.Away.At(now):
		r.Here, r.Seen = "away", p.T("team.until", "time", shortClock(m.Away.Until, now, in.Zone))
	case m.AtWork(now):
		r.Here = "here"
	case m.SeenAt.IsZero():
		r.Here = "gone"
	default:
		r.Here, r.Seen = "gone", p.T("team.seen", "time", shortClock(m.SeenAt, now, in.Zone))
	}
	r.HereWord = p.T("team." + r.Here)
	for _, ref := range m.Holds {
		r.Holds = append(r.Holds, HeldChip{Ref: string(ref), Href: "/submissions/" + string(ref)})
	}
	skills := m.Skills
	r.Kinds, r.Langs, r.Groups = p.kindWords(skills.Kinds), upper(skills.Langs), p.groupWords(skills.Groups, in.Settings)
	if r.Kinds == "" {
		r.Kinds = p.T("team.every-kind")
	}
	if r.Langs == "" {
		r.Langs = p.T("team.every-language")
	}
	if in.Refused == m.ID {
		r.Open, skills = true, in.RefusedSkills
	}
	for _, k := range in.Kinds {
		r.KindChoices = append(r.KindChoices, Choice{k.ID, p.T(k.NameID()), slices.Contains(skills.Kinds, k.ID)})
	}
	for _, l := range p.Languages() {
		r.LangChoices = append(r.LangChoices, Choice{l.Code, l.Name, slices.Contains(skills.Langs, l.Code)})
	}
	for _, id := range in.Settings.Groups() {
		r.GroupChoices = append(r.GroupChoices, Choice{id, in.Settings.GroupWord(id, p.Lang), slices.Contains(skills.Groups, id)})
	}
	return r
}

func (p Page) kindWords(ids []string) string {
	var words []string
	for _, id := range ids {
		words = append(words, p.T(kinds.KindName(id)))
	}
	return strings.Join(words, " · ")
}

func (p Page) groupWords(ids []string, set review.Settings) string {
	var words []string
	for _, id := range ids {
		words = append(words, set.GroupWord(id, p.Lang))
	}
	return strings.Join(words, " · ")
}

func upper(codes []string) string { return strings.ToUpper(strings.Join(codes, " · ")) }
