package review_test

import (
	"testing"
	"time"

	"shinsa/imaging"
	"shinsa/imaging/specimen"
	"shinsa/review"
	"shinsa/review/kinds"
)

// The view of a picture is turned to where a field is printed, in at least 95 of 100 pictures in which the
// document was found.
func TestPlacesHoldWhatIsPrinted(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	count := 3
	if testing.Short() {
		count = 1
	}
	intake := imaging.NewIntake(imaging.DefaultLimits(), imaging.NewBudget(imaging.DefaultBudgetBytes, time.Minute))
	found, fields, held := 0, 0, 0
	for _, id := range specimen.Kinds() {
		k, ok := d.Kinds.Set().Kind(id)
		if !ok {
			t.Fatalf("no kind %s", id)
		}
		for n := range count {
			s, err := specimen.Draw(41, n, specimen.Request{Kind: id, Today: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)})
			if err != nil {
				t.Fatal(err)
			}
			for side, data := range map[string][]byte{"front": s.Front, "back": s.Back} {
				if data == nil {
					continue
				}
				p, err := intake.Accept(t.Context(), data)
				if err != nil {
					t.Fatal(err)
				}
				if p.Facts.Outline == nil {
					continue
				}
				found++
				image := review.ImageView{Side: side, Width: p.Width, Height: p.Height, Facts: p.Facts}
				truth := imaging.Outline{}
				for i, c := range s.Truth.Outline[side] {
					truth.Corners[i] = c
				}
				for field, r := range s.Truth.Regions[side] {
					if len(k.FieldRegions(side, field)) == 0 {
						continue
					}
					fields++
					at, ok := image.Place(k, k.FieldRegions(side, field))
					printed, there := truth.Place(imaging.Box{X: r[0], Y: r[1], W: r[2], H: r[3]})
					const slack = 0.005
					if ok && there && at.X <= printed.X+slack && at.Y <= printed.Y+slack &&
						at.X+at.W >= printed.X+printed.W-slack && at.Y+at.H >= printed.Y+printed.H-slack {
						held++
					} else {
						t.Logf("%s %d %s: %s is at %v, the place %v, %t", id, n, side, field, printed, at, ok)
					}
				}
			}
		}
	}
	t.Logf("%d pictures with an outline, %d of %d fields within their place", found, held, fields)
	if found < 2*count || 100*held < 95*fields {
		t.Errorf("%d pictures with an outline, %d of %d fields within their place", found, held, fields)
	}
}

func TestNoPlaceWhereNobodyKnows(t *testing.T) {
	t.Parallel()
	k, _ := newDesk(t).Kinds.Set().Kind("resident-card")
	name := k.FieldRegions("front", "name")
	card := &imaging.Outline{Corners: [4]imaging.Point{{0.1, 0.1}, {0.9, 0.1}, {0.9, 0.7725}, {0.1, 0.7725}}} // 1.586 in a picture of 4 : 3
	sideways := &imaging.Outline{Corners: [4]imaging.Point{{0.3, 0.1}, {0.6, 0.1}, {0.6, 0.74}, {0.3, 0.74}}}
	for _, test := range []struct {
		what    string
		image   review.ImageView
		regions kinds.Regions
		want    bool
	}{
		{"a card", review.ImageView{Side: "front", Width: 1600, Height: 1200, Facts: imaging.Facts{Outline: card}}, name, true},
		{"no region", review.ImageView{Side: "front", Width: 1600, Height: 1200, Facts: imaging.Facts{Outline: card}}, nil, false},
		{"no outline", review.ImageView{Side: "front", Width: 1600, Height: 1200}, name, false},
		{"no such side", review.ImageView{Side: "edge", Width: 1600, Height: 1200, Facts: imaging.Facts{Outline: card}}, name, false},
		{"a card that lies sideways", review.ImageView{Side: "front", Width: 1600, Height: 1200, Facts: imaging.Facts{Outline: sideways}}, name, false},
		{"another document", review.ImageView{Side: "front", Width: 1600, Height: 1600, Facts: imaging.Facts{Outline: card}}, name, false},
		{"a picture without a size", review.ImageView{Side: "front", Facts: imaging.Facts{Outline: card}}, name, false},
	} {
		if _, ok := test.image.Place(k, test.regions); ok != test.want {
			t.Errorf("%s: a place %t, want %t", test.what, ok, test.want)
		}
	}
}
