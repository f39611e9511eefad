package training

import (
	"context"
	"fmt"
	"sync"

	"shinsa/imaging"
	"shinsa/imaging/specimen"
)

// drawnMost is how many cases are kept drawn, of about a megabyte each: those that are looked at just now.
const drawnMost = 8

// drawer draws cases, keeps the latest, and draws none twice at once.
type drawer struct {
	intake *imaging.Intake

	mu    sync.Mutex
	kept  map[caseKey]*drawnCase
	order []caseKey  // the one that was asked for longest ago first
	one   sync.Mutex // a case at a time: it takes a core for half a second
}

type caseKey struct {
	seed int64
	size int
	mix  Mix
	day  int64
	n    int
}

// drawnCase is a case with its pictures as the desk would keep them.
type drawnCase struct {
	truth    specimen.Truth
	pictures map[string]drawnPicture // by side
}

type drawnPicture struct {
	original []byte
	*imaging.Picture
}

// find gives a case of a set, drawn anew if it is not there.
func (d *drawer) find(ctx context.Context, s Set, n int) (*drawnCase, error) {
	key := caseKey{s.Seed, s.Size, s.Mix, s.Day.Unix(), n}
	if c := d.look(key); c != nil {
		return c, nil
	}
	d.one.Lock()
	defer d.one.Unlock()
	if c := d.look(key); c != nil {
		return c, nil
	}
	sp, err := s.draw(n)
	if err != nil {
		return nil, fmt.Errorf("training: %w", err)
	}
	c := &drawnCase{truth: sp.Truth, pictures: map[string]drawnPicture{}}
	for side, original := range map[string][]byte{specimen.Front: sp.Front, specimen.Back: sp.Back} {
		if original == nil {
			continue
		}
		picture, err := d.intake.Accept(ctx, original)
		if err != nil {
			return nil, err
		}
		c.pictures[side] = drawnPicture{original, picture}
	}
	d.keep(key, c)
	return c, nil
}

func (d *drawer) look(key caseKey) *drawnCase {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.kept[key]
}

func (d *drawer) keep(key caseKey, c *drawnCase) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.kept == nil {
		d.kept = map[caseKey]*drawnCase{}
	}
	d.kept[key], d.order = c, append(d.order, key)
	if len(d.order) > drawnMost {
		delete(d.kept, d.order[0])
		d.order = d.order[1:]
	}
}
