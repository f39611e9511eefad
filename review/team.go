package review

import (
	"context"
	"slices"
	"strings"
	"time"

	"shinsa/audit"
)

// Member is somebody who decides, as supervisors see the team.
type Member struct {
	DeskPerson
	Skills  Skills
	Holds   []Reference // the longest held first
	Decided int         // today
}

// AtWork says whether a person seems to be at work now.
func (p DeskPerson) AtWork(now time.Time) bool {
	return !p.SeenAt.IsZero() && now.Sub(p.SeenAt) < atWork && !p.Away.At(now)
}

// TeamView is the team, and what waits for nobody.
type TeamView struct {
	Members   []Member // by name
	Uncovered []Uncovered
	Now       time.Time
}

// Uncovered is what waits, or is escalated, and matches the skills of nobody.
type Uncovered struct {
	State State
	LaneCount
}

// Team shows who is there, what each takes on and holds, and what nobody takes.
func (d *Desk) Team(ctx context.Context, a Actor) (*TeamView, error) {
	now, set := d.now(), d.Settings()
	if err := d.Guard.Allow(ctx, a, SeeTeam, Object{}); err != nil {
		return nil, err
	}
	v := &TeamView{Now: now}
	people, err := d.Store.DeskPeople(ctx, "")
	if err != nil {
		return nil, err
	}
	skills, err := d.Store.AllSkills(ctx)
	if err != nil {
		return nil, err
	}
	holds, err := d.Store.Holds(ctx, now)
	if err != nil {
		return nil, err
	}
	decided, err := d.Store.DecidedBy(ctx, startOfDay(now, set.Zone), now)
	if err != nil {
		return nil, err
	}
	for _, p := range people {
		v.Members = append(v.Members, Member{DeskPerson: p, Skills: skills[p.ID], Holds: holds[p.ID], Decided: decided[p.ID]})
	}
	v.Uncovered, err = d.Uncovered(ctx)
	return v, err
}

// startOfDay is the first moment of a day in a zone.
func startOfDay(now time.Time, zone *time.Location) time.Time {
	local := now.In(zone)
	return time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, zone)
}

// Uncovered lists what matches nobody's skills, for the warning at start, too. It names no submission and nobody,
// so that it needs no right.
func (d *Desk) Uncovered(ctx context.Context) ([]Uncovered, error) {
	people, err := d.Store.DeskPeople(ctx, "")
	if err != nil {
		return nil, err
	}
	skills, err := d.Store.AllSkills(ctx)
	if err != nil {
		return nil, err
	}
	var all []Uncovered
	for _, state := range []State{Waiting, Escalated} {
		lanes, err := d.Store.Lanes(ctx, state)
		if err != nil {
			return nil, err
		}
		for _, lane := range lanes {
			takes := func(p DeskPerson) bool {
				return (state == Waiting || p.Role == roleSupervisor) && skills[p.ID].Takes(lane.Lane, state)
			}
			if !slices.ContainsFunc(people, takes) {
				all = append(all, Uncovered{state, lane})
			}
		}
	}
	return all, nil
}

// roleSupervisor is the role that settles what is escalated.
const roleSupervisor = "supervisor"

// SetSkills says what somebody of the desk takes on. FieldErrors name what there is not; ErrNotFound is for who
// does not decide here. Saying the same again changes nothing.
func (d *Desk) SetSkills(ctx context.Context, a Actor, person StaffID, s Skills) error {
	now := d.now()
	if err := d.Guard.Allow(ctx, a, DoTeam, Object{}); err != nil {
		return err
	}
	if err := d.checkSkills(s); err != nil {
		return err
	}
	for _, codes := range []*[]string{&s.Kinds, &s.Langs, &s.Groups} {
		*codes = slices.Compact(slices.Sorted(slices.Values(*codes)))
	}
	return d.Store.Write(ctx, func(tx Tx) error {
		people, err := tx.DeskPeople(ctx, "")
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(people, func(p DeskPerson) bool { return p.ID == person }) {
			return ErrNotFound
		}
		was, err := tx.Skills(ctx, person)
		if err != nil {
			return err
		}
		if slices.Equal(was.Kinds, s.Kinds) && slices.Equal(was.Langs, s.Langs) && slices.Equal(was.Groups, s.Groups) {
			return nil
		}
		if err := tx.SaveSkills(ctx, person, s, a.ID, now); err != nil {
			return err
		}
		return d.log(ctx, tx, audit.SkillsChanged, now, staffSubject(person), SkillsFacts(person, a.ID, s)...)
	})
}

func codes(all []string, none string) string {
	if len(all) == 0 {
		return none
	}
	return strings.Join(all, ",")
}

// checkSkills refuses what there is not.
func (d *Desk) checkSkills(s Skills) error {
	wrong := FieldErrors{}
	for _, kind := range s.Kinds {
		if _, ok := d.Kinds.Set().Kind(kind); !ok {
			wrong = append(wrong, fieldError("kind", "choose")...)
		}
	}
	for _, lang := range s.Langs {
		if !slices.Contains(d.Words.Languages(), lang) {
			wrong = append(wrong, fieldError("lang", "choose")...)
		}
	}
	for _, id := range s.Groups {
		if _, ok := d.Settings().Rules.Group(id); !ok {
			wrong = append(wrong, fieldError("group", "choose")...)
		}
	}
	if len(wrong) > 0 {
		return wrong
	}
	return nil
}

// OutsideSkills says whether a submission is none of what a person takes on. He may claim it all the same; the
// pages warn him.
func (d *Desk) OutsideSkills(ctx context.Context, a Actor, ref Reference) (bool, error) {
	now := d.now()
	if err := d.allow(ctx, a, SeeSubmission, nil, now); err != nil {
		return false, err
	}
	skills, err := d.Store.Skills(ctx, a.ID)
	if err != nil || skills.Any() && len(d.Settings().Groups()) == 0 {
		return false, err
	}
	s, err := d.Store.Submission(ctx, SubmissionKey{Reference: ref})
	if err != nil {
		return false, err
	}
	return !skills.Takes(s.Lane(), s.StateAt(now)), nil
}

// WaitsForOthers says whether something waits that only others take on.
func (d *Desk) WaitsForOthers(ctx context.Context, a Actor) (bool, error) {
	if err := d.allow(ctx, a, SeeQueue, nil, d.now()); err != nil {
		return false, err
	}
	skills, err := d.Store.Skills(ctx, a.ID)
	if err != nil {
		return false, err
	}
	lanes, err := d.Store.Lanes(ctx, Waiting)
	return slices.ContainsFunc(lanes, func(l LaneCount) bool { return !skills.Takes(l.Lane, Waiting) }), err
}

// Groups are the ids of the groups of the rules in force.
func (set Settings) Groups() []string {
	if set.Rules == nil {
		return nil
	}
	var all []string
	for _, g := range set.Rules.Groups {
		all = append(all, g.ID)
	}
	return all
}
