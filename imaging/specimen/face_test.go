package specimen

import (
	"fmt"
	"strings"
	"testing"
)

// TestTypefaceHasEveryCharacter goes through the lists that chance draws from; what is always printed shows
// its lack in every drawing.
func TestTypefaceHasEveryCharacter(t *testing.T) {
	t.Parallel()
	l, err := newLettering()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, n := range nations {
		all = append(all, n.value.printed)
		all = append(append(append(append(append(all, n.value.family...), n.value.male...), n.value.female...), n.value.middle...), n.value.manly...)
	}
	for _, n := range []kanjiNation{china, taiwan, korea} {
		all = append(all, n.printed)
		for _, list := range [][]writtenName{n.family, n.male, n.female} {
			for _, w := range list {
				all = append(all, w.latin, w.kanji)
			}
		}
	}
	for _, m := range municipalities {
		all = append(all, m.name, m.chief)
	}
	for _, list := range [][]string{inventedTowns, inventedHamlets, buildings, rooms, aliasFamilies, aliasGiven, manRelations, womanRelations} {
		all = append(all, list...)
	}
	for _, s := range stays {
		all = append(all, s.value.status, s.value.work)
	}
	for _, text := range all {
		if text == "" {
			t.Error("an empty entry")
		}
		l.outline(style{size: 30}, 0, 0, text)
	}
	if l.err != nil {
		t.Error(l.err)
	}
	l.outline(style{size: 30}, 0, 0, "蔡")
	if l.err == nil || !strings.Contains(l.err.Error(), "蔡") {
		t.Errorf("a missing character went unnoticed: %v", l.err)
	}
}

// TestRegionsHoldInk checks that what is printed stands where the truth says: there is something dark in
// each field's region, nothing dark just left of it, and no field is missing.
func TestRegionsHoldInk(t *testing.T) {
	t.Parallel()
	for _, kind := range Kinds() {
		for n := range 6 {
			if slow && n > 0 {
				continue
			}
			t.Run(fmt.Sprintf("%s/%d", kind, n), func(t *testing.T) {
				t.Parallel()
				p := planned(t, n, kind)
				seen := map[string]bool{}
				for _, side := range []string{Front, Back} {
					if side == Back && !p.hasBack() {
						continue
					}
					s, err := p.doc.face(newDice(5, n, "face "+side), side)
					if err != nil {
						t.Fatal(err)
					}
					for field, r := range s.regions {
						seen[field] = true
						if r[0] < 0 || r[1] < 0 || r[2] <= 0 || r[3] <= 0 || r[0]+r[2] > 1.0001 || r[1]+r[3] > 1.0001 {
							t.Errorf("%s %s: %v", side, field, r)
						}
						x, y, w, h := int(r[0]*float64(s.w)), int(r[1]*float64(s.h)), int(r[2]*float64(s.w)), int(r[3]*float64(s.h))
						dark := 0
						for row := y; row < min(s.h, y+h); row++ {
							for col := x; col < min(s.w, x+w); col++ {
								if s.y[row*s.w+col] < 100 {
									dark++
								}
							}
						}
						if dark < 20 && field != "photo" && field != "my_number" {
							t.Errorf("%s %s: only %d dark pixels in %v", side, field, dark, r)
						}
					}
				}
				for _, field := range append(fields(kind), "name") {
					if field == "room" && p.truth.Printed["room"] == "" || field == "back_notes" && len(p.doc.movesTo) == 0 {
						continue
					}
					if !seen[field] {
						t.Errorf("%s stands nowhere", field)
					}
				}
			})
		}
	}
}

func TestLongTextStaysInItsRoom(t *testing.T) {
	t.Parallel()
	for n := range 5 {
		p := planned(t, n, ResidentCard)
		p.doc.holder.name = "HERATH PATHIRANNEHELAGE WARNAKULASURIYA NADEESHA KUMARI"
		p.doc.home.room = "B-302"
		p.doc.home.line = "神奈川県横浜市鶴見区月見野原町9丁目48番地の29 グランドール架空パークサイド星降 B-302"
		p.doc.frontLine = p.doc.home.line
		s, err := p.doc.face(newDice(5, n, "face"), Front)
		if err != nil {
			t.Fatal(err)
		}
		photo := s.regions["photo"]
		for _, field := range []string{"name", "address", "room"} {
			if r := s.regions[field]; r[2] == 0 || r[0]+r[2] > photo[0] {
				t.Fatalf("%s reaches from %.2f to %.2f, the photo begins at %.2f", field, r[0], r[0]+r[2], photo[0])
			}
		}
	}
}
