package kinds_test

import (
	"encoding/json"
	"testing"
	"time"

	"shinsa/imaging/specimen"
	"shinsa/review/kinds"
)

// What is printed on the drawn documents stands within the region of its field.
func TestRegionsHoldWhatIsPrinted(t *testing.T) {
	t.Parallel()
	set := load(t)
	count := 2
	if testing.Short() {
		count = 1
	}
	for _, id := range specimen.Kinds() {
		k, ok := set.Kind(id)
		if !ok {
			t.Fatalf("no kind %s", id)
		}
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			for n := range count {
				s, err := specimen.Draw(31, n, specimen.Request{Kind: id, Today: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)})
				if err != nil {
					t.Fatal(err)
				}
				for side, fields := range s.Truth.Regions {
					for field, r := range fields {
						at, ok := k.FieldRegions(side, field).Bounds()
						if _, typed := k.Field(field); !typed {
							continue
						}
						if !ok {
							t.Errorf("%d %s: no region of %s, which is at %v", n, side, field, r)
							continue
						}
						const slack = 0.002
						if r[0] < at.X-slack || r[1] < at.Y-slack || r[0]+r[2] > at.X+at.W+slack || r[1]+r[3] > at.Y+at.H+slack {
							t.Errorf("%d %s: %s is at %v, its region is %v", n, side, field, r, at)
						}
					}
				}
			}
		})
	}
}

func TestAnItemLooksAtItsOwnRegionOrItsField(t *testing.T) {
	t.Parallel()
	k, _ := load(t).Kind("resident-card")
	for _, test := range []struct{ item, side, like string }{
		{"name-matches", "front", "name"},
		{"name-matches", "back", ""}, // the item does not look there
		{"address-matches", "back", "address"},
		{"stay-current", "back", "stay-current"},
		{"legible", "front", ""},
		{"features-plausible", "front", "features-plausible"},
		{"name-matches", "edge", ""},
	} {
		i, ok := k.Item(test.item)
		if !ok {
			t.Fatalf("no item %s", test.item)
		}
		got, there := k.ItemRegions(test.side, i).Bounds()
		want, _ := k.FieldRegions(test.side, test.like).Bounds()
		if got != want || there != (test.like != "") {
			t.Errorf("%s on the %s: %v, want that of %q", test.item, test.side, got, test.like)
		}
	}
}

func TestBoundsOfSeveralRegions(t *testing.T) {
	t.Parallel()
	var r kinds.Regions
	if _, ok := r.Bounds(); ok {
		t.Error("nothing has bounds")
	}
	for _, form := range []string{`{"x":0.25,"y":0.5,"w":0.25,"h":0.25}`, `[{"x":0.25,"y":0.5,"w":0.25,"h":0.25},{"x":0.5,"y":0.25,"w":0.25,"h":0.125}]`} {
		if err := json.Unmarshal([]byte(form), &r); err != nil {
			t.Fatal(err)
		}
		back, err := json.Marshal(r)
		if err != nil || string(back) != form {
			t.Errorf("%s became %s, %v", form, back, err)
		}
	}
	if got, _ := r.Bounds(); got != (kinds.Region{X: 0.25, Y: 0.25, W: 0.5, H: 0.5}) {
		t.Errorf("bounds %v", got)
	}
}

// The inquiry at the authority is an item where the operator wants it: the kind is another one with it, and
// without it the same as ever.
func TestAnItemOfASetting(t *testing.T) {
	t.Parallel()
	without := load(t)
	with, err := kinds.Load(catalogue(t), nil, kinds.LapsedInquiry)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range without.All() {
		other, _ := with.Kind(k.ID)
		card := k.ID == "resident-card" || k.ID == "special-permanent-resident-certificate"
		item, ok := other.Item("number-not-lapsed")
		if ok != card || (k.Version != other.Version) != card {
			t.Errorf("%s: with the setting there is the item %t, versions %s and %s", k.ID, ok, k.Version, other.Version)
		}
		if ok && (!item.Individual || !item.Timed || !item.NA) {
			t.Errorf("%s: %+v", k.ID, item)
		}
		if _, ok := k.Item("number-not-lapsed"); ok || k.Text("en", "item.number-not-lapsed.hint") != "item.number-not-lapsed.hint" {
			t.Errorf("%s: something of the item is there without the setting", k.ID)
		}
		back, _, err := kinds.ParseSnapshot(other.Snapshot())
		if err != nil || len(back.Checklist) != len(other.Checklist) || back.Version != other.Version {
			t.Errorf("%s: the snapshot has %d items, %v", k.ID, len(back.Checklist), err)
		}
	}
}
