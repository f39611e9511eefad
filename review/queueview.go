package review

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"shinsa/audit"
)

// Listing is which list of the queue is meant. It has no place for what somebody searches for: that is personal
// data, and is neither kept under a name nor written into an address.
type Listing struct {
	State State  // one of ListStates
	Kind  string // empty for every kind
	Sort  Sort
}

// ListStates are the states under which the queue can be listed, in the order in which people read them.
func ListStates() []State {
	return []State{Waiting, Escalated, Resubmission, Approved, Rejected, Withdrawn, Expired}
}

// Column is something that a list can show of a submission beside its reference, which always stands there.
type Column string

// The columns.
const (
	ColumnAge      Column = "age" // and when it should be answered, unless that has a column of its own
	ColumnSent     Column = "sent"
	ColumnDue      Column = "due"
	ColumnImages   Column = "images"
	ColumnKind     Column = "kind"
	ColumnRound    Column = "round"
	ColumnLang     Column = "lang"
	ColumnFindings Column = "findings"
	ColumnHolder   Column = "holder"
)

// Columns lists every column in the order in which they stand.
func Columns() []Column {
	return []Column{ColumnAge, ColumnSent, ColumnDue, ColumnImages, ColumnKind, ColumnRound, ColumnLang, ColumnFindings, ColumnHolder}
}

// usualColumns are shown to whoever chose none.
var usualColumns = []Column{ColumnAge, ColumnImages, ColumnKind, ColumnRound, ColumnLang, ColumnFindings, ColumnHolder}

// Density is how close the rows of a list stand.
type Density string

// The densities.
const (
	Comfortable Density = "comfortable"
	Compact     Density = "compact"
)

// Look is how a list is shown. The zero Look is nobody's choice.
type Look struct {
	Columns []Column // in the order of Columns; nil where nobody chose
	Density Density  // empty where nobody chose
}

// Over fills in from another look what nobody chose in this one.
func (l Look) Over(under Look) Look {
	if l.Columns == nil {
		l.Columns = under.Columns
	}
	if l.Density == "" {
		l.Density = under.Density
	}
	return l
}

// UsualLook is that of whoever chose nothing.
func UsualLook() Look { return Look{slices.Clone(usualColumns), Comfortable} }

// Shows says whether a list has a column.
func (l Look) Shows(c Column) bool { return slices.Contains(l.Columns, c) }

// check refuses columns and densities that there are not, and puts the columns into their order.
func (l *Look) check() error {
	var wrong FieldErrors
	all := Columns()
	for _, c := range l.Columns {
		if !slices.Contains(all, c) {
			wrong = append(wrong, fieldError("column", "choose")...)
		}
	}
	if l.Density != "" && l.Density != Comfortable && l.Density != Compact {
		wrong = append(wrong, fieldError("density", "choose")...)
	}
	if len(wrong) > 0 {
		return wrong
	}
	if l.Columns != nil {
		chosen := l.Columns
		l.Columns = slices.DeleteFunc(all, func(c Column) bool { return !slices.Contains(chosen, c) })
	}
	return nil
}

// ViewID names a saved view.
type ViewID string

// QueueView is a list of the queue under a name, of one person or for everybody who sees the queue.
type QueueView struct {
	ID     ViewID
	By     StaffID // who saved it; only that person sees it unless it is shared
	ByName string
	Shared bool
	Name   string
	Listing
	Look            // what nobody chose in it is as whoever reads has it
	Version   int64 // counts the changes: a form names the version that it was made from
	ChangedAt time.Time
}

// The most views that there can be of a person, and of all shared ones. Two that are saved in the same moment may exceed them.
const (
	MostOwnViews    = 20
	MostSharedViews = 20
)

// maxViewName bounds the name of a view, in characters.
const maxViewName = 40

// QueueChoice is what a person chose for every list.
type QueueChoice struct {
	Person StaffID
	Look
	View ViewID // opened first; empty for the plain queue. One that is gone counts as none.
}

// QueueSetup is how a person has the queue: the views that he sees, by name and his own first, and his choice.
type QueueSetup struct {
	Views    []QueueView
	Choice   QueueChoice
	MayShare bool // he may save views for everybody, and change those
}

// View finds a view; nil when there is none that the person sees.
func (s *QueueSetup) View(id ViewID) *QueueView {
	if i := slices.IndexFunc(s.Views, func(v QueueView) bool { return v.ID == id }); i >= 0 {
		return &s.Views[i]
	}
	return nil
}

// May says whether the person may change or delete a view that he sees.
func (s *QueueSetup) May(v *QueueView) bool { return !v.Shared || s.MayShare }

// QueueSetup reads how a person has the queue.
func (d *Desk) QueueSetup(ctx context.Context, a Actor) (*QueueSetup, error) {
	if err := d.allow(ctx, a, SeeQueue, nil, d.now()); err != nil {
		return nil, err
	}
	return d.queueSetup(ctx, d.Store, a)
}

func (d *Desk) queueSetup(ctx context.Context, r Reader, a Actor) (*QueueSetup, error) {
	s := &QueueSetup{MayShare: d.Guard.Allow(ctx, a, DoShareView, Object{}) == nil}
	var err error
	if s.Views, err = r.QueueViews(ctx, a.ID); err != nil {
		return nil, err
	}
	if s.Choice, err = r.QueueChoice(ctx, a.ID); err != nil {
		return nil, err
	}
	if s.View(s.Choice.View) == nil {
		s.Choice.View = ""
	}
	return s, nil
}

// ViewForm is what a person wants a view to be.
type ViewForm struct {
	Name   string
	Shared bool
	Listing
	Look // empty in what the view leaves to whoever reads
}

// SaveView saves a list under a name, and returns its id. FieldErrors name what is wrong: a `name` that is taken among the views
// that the person sees, or a view too many. Saving the very same again returns the one that is there.
func (d *Desk) SaveView(ctx context.Context, a Actor, f ViewForm) (ViewID, error) {
	now, id := d.now(), ViewID(d.NewID())
	if err := d.mayHaveView(ctx, a, &f, now); err != nil {
		return "", err
	}
	v := QueueView{ID: id, By: a.ID, Shared: f.Shared, Name: f.Name, Listing: f.Listing, Look: f.Look, Version: 1, ChangedAt: now}
	err := d.Store.Write(ctx, func(tx Tx) error {
		v.ID = id
		setup, err := d.queueSetup(ctx, tx, a)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(setup.Views, func(w QueueView) bool { return w.By == a.ID && w.same(&v) }); i >= 0 {
			v.ID = setup.Views[i].ID // the same click twice
			return nil
		}
		if err := setup.room(&v); err != nil {
			return err
		}
		if err := tx.SaveQueueView(ctx, &v); err != nil {
			return err
		}
		return d.logQueueView(ctx, tx, audit.ViewSaved, &v, a, now)
	})
	return v.ID, err
}

// ChangeView changes a view that a person sees and may change; `version` is the one that the form was made from, and ErrStale is
// for one that was changed meanwhile. FieldErrors are as in SaveView, ErrNotFound for a view that he does not see.
func (d *Desk) ChangeView(ctx context.Context, a Actor, id ViewID, version int64, f ViewForm) error {
	now := d.now()
	if err := d.mayHaveView(ctx, a, &f, now); err != nil {
		return err
	}
	return d.onView(ctx, a, id, version, now, func(tx Tx, setup *QueueSetup, v *QueueView) error {
		to := *v
		to.Name, to.Shared, to.Listing, to.Look = f.Name, f.Shared, f.Listing, f.Look
		if to.same(v) {
			return nil
		}
		if !to.Shared && v.Shared {
			to.By = a.ID // what nobody shares any more is his who says so
		}
		if err := setup.room(&to); err != nil {
			return err
		}
		to.Version, to.ChangedAt = v.Version+1, now
		if err := tx.SaveQueueView(ctx, &to); err != nil {
			return err
		}
		return d.logQueueView(ctx, tx, audit.ViewSaved, &to, a, now)
	})
}

// DeleteView deletes a view; see ChangeView.
func (d *Desk) DeleteView(ctx context.Context, a Actor, id ViewID, version int64) error {
	now := d.now()
	if err := d.allow(ctx, a, SeeQueue, nil, now); err != nil {
		return err
	}
	return d.onView(ctx, a, id, version, now, func(tx Tx, _ *QueueSetup, v *QueueView) error {
		return errors.Join(tx.DeleteQueueView(ctx, v.ID), d.logQueueView(ctx, tx, audit.ViewDeleted, v, a, now))
	})
}

// OpenFirst says which view a person wants to see first; empty for the plain queue. It is one's own choice and no act
// of the desk, so it is not logged; nor is ChooseLook.
func (d *Desk) OpenFirst(ctx context.Context, a Actor, id ViewID) error {
	return d.choose(ctx, a, func(setup *QueueSetup) error {
		if id != "" && setup.View(id) == nil {
			return ErrNotFound
		}
		setup.Choice.View = id
		return nil
	})
}

// ChooseLook says how a person wants to see lists; the zero Look is the usual one. FieldErrors name what there is not.
func (d *Desk) ChooseLook(ctx context.Context, a Actor, look Look) error {
	if err := look.check(); err != nil {
		return err
	}
	return d.choose(ctx, a, func(setup *QueueSetup) error {
		setup.Choice.Look = look
		return nil
	})
}

// LookOfView says how a view is shown to everybody who opens it; see ChangeView.
func (d *Desk) LookOfView(ctx context.Context, a Actor, id ViewID, version int64, look Look) error {
	setup, err := d.QueueSetup(ctx, a)
	if err != nil {
		return err
	}
	v := setup.View(id)
	if v == nil {
		return ErrNotFound
	}
	return d.ChangeView(ctx, a, id, version, ViewForm{Name: v.Name, Shared: v.Shared, Listing: v.Listing, Look: look})
}

func (d *Desk) choose(ctx context.Context, a Actor, f func(*QueueSetup) error) error {
	if err := d.allow(ctx, a, SeeQueue, nil, d.now()); err != nil {
		return err
	}
	return d.Store.Write(ctx, func(tx Tx) error {
		setup, err := d.queueSetup(ctx, tx, a)
		if err != nil {
			return err
		}
		if err := f(setup); err != nil {
			return err
		}
		setup.Choice.Person = a.ID
		return tx.SaveQueueChoice(ctx, setup.Choice)
	})
}

// mayHaveView asks whether a person may save a view, and looks at what it should be.
func (d *Desk) mayHaveView(ctx context.Context, a Actor, f *ViewForm, now time.Time) error {
	if err := d.allow(ctx, a, SeeQueue, nil, now); err != nil {
		return err
	}
	if f.Shared {
		if err := d.Guard.Allow(ctx, a, DoShareView, Object{}); err != nil {
			return err
		}
	}
	var code string
	if f.Name, code = cleanLine(f.Name, maxViewName); code != "" {
		return fieldError("name", code, "max", maxViewName)
	}
	if !slices.Contains(ListStates(), f.State) {
		return fieldError("state", "choose")
	}
	if _, ok := d.Kinds.Set().Kind(f.Kind); !ok && f.Kind != "" {
		return fieldError("kind", "choose")
	}
	if f.Sort != SortOldest && f.Sort != SortNewest && f.Sort != SortDue {
		return fieldError("sort", "choose")
	}
	return f.Look.check()
}

// onView runs f on a locked view that a person may change.
func (d *Desk) onView(ctx context.Context, a Actor, id ViewID, version int64, now time.Time, f func(Tx, *QueueSetup, *QueueView) error) error {
	return d.Store.Write(ctx, func(tx Tx) error {
		if err := tx.LockQueueView(ctx, id); err != nil {
			return err
		}
		setup, err := d.queueSetup(ctx, tx, a)
		if err != nil {
			return err
		}
		v := setup.View(id)
		switch {
		case v == nil:
			return ErrNotFound
		case !setup.May(v):
			return d.Guard.Allow(ctx, a, DoShareView, Object{})
		case v.Version != version:
			return ErrStale
		}
		return f(tx, setup, v)
	})
}

// room refuses a name that is taken among those that stand beside it, and a view too many.
func (s *QueueSetup) room(v *QueueView) error {
	n := 0
	for _, w := range s.Views {
		if w.ID == v.ID || w.Shared != v.Shared {
			continue
		}
		if n++; strings.EqualFold(w.Name, v.Name) {
			return fieldError("name", "view-taken")
		}
	}
	most := MostOwnViews
	if v.Shared {
		most = MostSharedViews
	}
	if n >= most {
		return fieldError("name", "view-most", "max", most)
	}
	return nil
}

// same says whether two views say the same.
func (v *QueueView) same(w *QueueView) bool {
	return v.Name == w.Name && v.Shared == w.Shared && v.Listing == w.Listing && v.Density == w.Density && slices.Equal(v.Columns, w.Columns)
}

func (d *Desk) logQueueView(ctx context.Context, tx Tx, act audit.Act, v *QueueView, a Actor, now time.Time) error {
	facts := append(QueueViewFacts(*v), audit.Committed("by", string(a.ID)))
	if act == audit.ViewSaved {
		facts = append(facts, QueueViewLaterFacts(*v)...)
	}
	return d.log(ctx, tx, act, now, staffSubject(a.ID), facts...)
}

// cleanLine is a line that somebody of the staff typed, or the code of what is wrong with it.
func cleanLine(v string, limit int) (string, string) {
	if !utf8.ValidString(v) || strings.ContainsFunc(v, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }) {
		return "", "characters"
	}
	v = strings.Join(strings.Fields(v), " ")
	switch {
	case v == "":
		return "", "required"
	case utf8.RuneCountInString(v) > limit:
		return "", "too-long"
	}
	return v, ""
}
