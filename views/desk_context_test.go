package views

import (
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"shinsa/imaging"
	"shinsa/review"
)

func markupOf(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// text is what a person reads of markup.
func text(markup string) string {
	var b strings.Builder
	in := false
	for _, r := range markup {
		switch {
		case r == '<':
			in = true
		case r == '>':
			in = false
			b.WriteByte(' ')
		case !in:
			b.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func TestNothingKnownShowsNothing(t *testing.T) {
	t.Parallel()
	p := deskPage(t, "en")
	v := &review.ReviewView{Kind: residentCard(t, p)}
	for what, c := range map[string]*review.Context{"not looked up": nil, "nothing found": {}} {
		m := ReviewModel{Page: p, Context: p.contextModel(v, c, false, tokyo)}
		if got := markupOf(t, related(m)); got != "" {
			t.Errorf("%s: %s", what, got)
		}
	}
	m := ReviewModel{Page: p, Context: p.contextModel(v, nil, true, tokyo)}
	if got := text(markupOf(t, related(m))); !strings.Contains(got, "could not be looked up") {
		t.Errorf("when it failed: %q", got)
	}
}

func TestWhatIsKnownIsSaidPlainly(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 3, 1, 0, 0, 0, time.UTC)
	c := &review.Context{
		Others: []review.Other{
			{Reference: "7K3M-9QXA", Kind: "resident-card", Round: 1, State: review.Rejected, At: at, Reasons: []string{"unreadable", "duplicate-application"}, MayOpen: true,
				Ties: []review.TieFound{{Tie: review.TieNumber}, {Tie: review.TieBytes, Side: "front"}}},
			{Reference: "2222-3333", Kind: "special-permanent-resident-certificate", Round: 2, State: review.Waiting, At: at,
				Ties: []review.TieFound{{Tie: review.TieAlike, Side: "front"}, {Tie: review.TiePerson}}},
		},
		More:     map[review.Tie]review.More{review.TieNumber: {N: 4}, review.TiePerson: {N: 40, AtLeast: true}},
		SameHome: 1,
	}
	for lang, want := range map[string]string{
		"en": "What else is known same number, same picture (Front): 7K3M-9QXA, rejected 2026-11-03 10:00, Blur, glare, dark or too small, Same person or image in another submission and 1 more " +
			"What else is known same number same picture (Front) 7K3M-9QXA rejected 2026-11-03 10:00 Blur, glare, dark or too small Same person or image in another submission " +
			"picture looks the same (Front) same name and birth date 2222-3333 Special permanent resident certificate Round 2 waits for review since 2026-11-03 10:00 " +
			"4 more with the same number 40+ more with the same name and birth date 1 other submission from the same address",
		"ja": "ほかに分かっていること 同じ番号、同じ画像(表面):7K3M-9QXA、不承認 2026-11-03 10:00、ぼけ・反射・暗い・小さい、重複した申込 ほか1件 ほかに分かっていること 同じ番号 同じ画像(表面) 7K3M-9QXA 不承認 2026-11-03 10:00",
	} {
		p := deskPage(t, lang)
		v := &review.ReviewView{Kind: residentCard(t, p)}
		m := ReviewModel{Page: p, Context: p.contextModel(v, c, false, tokyo)}
		markup := markupOf(t, related(m))
		if got := text(markup); !strings.HasPrefix(strings.ToLower(got), strings.ToLower(want)) {
			t.Errorf("%s: %q\nwant %q", lang, got, want)
		}
		if strings.Count(markup, "<a ") != 1 || !strings.Contains(markup, `href="/submissions/7K3M-9QXA"`) {
			t.Errorf("only what may be opened is a link: %s", markup)
		}
	}
}

func TestWhatAFileSaysOfItself(t *testing.T) {
	t.Parallel()
	p := deskPage(t, "en")
	i := review.ImageView{Width: 3000, Height: 4000, Bytes: 1_234_567, Name: "a<b>.jpg", Facts: imaging.Facts{
		TakenAt: "2026:04:01 12:34:56", Make: "Canon", Model: "Canon EOS R5", Software: "GIMP 2.10", HasLocation: true,
	}}
	s := StageSide{ID: "front", Facts: "3000 × 4000 · 1.2 MB", About: p.imageAbout(i)}
	markup := markupOf(t, imageAbout(p, s))
	got := text(markup)
	want := "3000 × 4000 · 1.2 MB About this picture editor Pixels 3000 × 4000 Size 1,234,567 bytes File name a&lt;b&gt;.jpg Taken 2026-04-01 12:34:56 " +
		"Camera Canon EOS R5 Software GIMP 2.10 Place noted in the file; it is not read An editor wrote this file."
	if !strings.HasPrefix(got, want) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for exif, want := range map[string]string{"": "", "0000:00:00 00:00:00": "0000:00:00 00:00:00", "yesterday": "yesterday"} {
		if got := takenAt(exif); got != want {
			t.Errorf("%q: %q", exif, got)
		}
	}
	plain := p.imageAbout(review.ImageView{Facts: imaging.Facts{Make: "Acme", Model: "One"}})
	if plain.Edited != "" || plain.Lines[len(plain.Lines)-1].Value != "Acme One" {
		t.Errorf("of a camera: %+v", plain)
	}
}

func TestRoundsStandBesideEachOther(t *testing.T) {
	t.Parallel()
	p := deskPage(t, "en")
	k := residentCard(t, p)
	picture := func(id review.ImageID, side string) review.ImageView {
		return review.ImageView{ID: id, Side: side, ScreenWidth: 1280, ScreenHeight: 960}
	}
	gone := picture("c", "front")
	gone.Purged = true
	v := &review.ReviewView{
		Reference: "7K3M-9QXA", Kind: k,
		Round: review.RoundView{N: 3, Kind: k.ID, Fields: review.Fields{"name": "髙橋 健", "room": "101", "back_notes": "yes", "address": "東京都港区芝5-29-11"},
			Images: []review.ImageView{picture("a", "front"), picture("b", "back")}},
		Earlier: []review.RoundView{
			{N: 2, Kind: k.ID, Fields: review.Fields{"name": "高橋 健", "back_notes": "no", "address": "東京都港区芝5-29-11"},
				Images: []review.ImageView{picture("d", "front"), picture("b", "back")}},
			{N: 1, Kind: k.ID, Erased: true, Images: []review.ImageView{gone}},
		},
	}
	lines := p.roundLines(v, ReviewInput{Zone: tokyo})
	if len(lines) != 2 || len(lines[0].Changed) != 3 || len(lines[0].Same) != 1 || len(lines[1].Changed)+len(lines[1].Same) != 0 {
		t.Fatalf("rounds: %+v", lines)
	}
	front, back := lines[0].Sides[0], lines[0].Sides[1]
	if !front.Both() || front.Was.Src == front.Now.Src || !strings.Contains(front.Was.Src, "round=2") || !strings.Contains(front.Now.Src, "round=3") || !back.Carried || back.Both() {
		t.Errorf("pictures: %+v, %+v", front, back)
	}
	if s := lines[1].Sides[0]; s.Both() || s.Was.Missing == "" || s.Now.Src == "" {
		t.Errorf("with one destroyed: %+v", s)
	}
	markup := markupOf(t, roundLine(ReviewModel{Page: p}, lines[0]))
	for _, want := range []string{
		`<mark>高</mark>橋 健</bdi>`, `<mark>髙</mark>橋 健</bdi>`, "nothing typed", `<mark>101</mark>`, `<mark>no</mark>`, "1 field as before", `data-action="flicker"`, `loading="lazy"`,
	} {
		if !strings.Contains(strings.ToLower(markup), strings.ToLower(want)) {
			t.Errorf("there is no %s in %s", want, markup)
		}
	}
	if n := strings.Count(markup, "data-action"); n != 1 {
		t.Errorf("%d pairs can flicker, want 1", n)
	}
}
