package views

import (
	"slices"
	"strings"
	"testing"

	"shinsa/imaging"
	"shinsa/review"
	"shinsa/review/kinds"
)

func rendered(t *testing.T, m ReviewModel) string {
	t.Helper()
	var b strings.Builder
	if err := panel(m).Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// fieldOf is the line of one typed value.
func fieldOf(t *testing.T, p Page, id, value string) FieldLine {
	t.Helper()
	v := &review.ReviewView{Kind: residentCard(t, p), Round: review.RoundView{Fields: review.Fields{id: value}, Facts: review.FieldFacts{Age: -1}}}
	for _, line := range p.fieldLines(v, ReviewInput{}) {
		if line.ID == id {
			return line
		}
	}
	t.Fatalf("no field %s", id)
	return FieldLine{}
}

func TestReadingsStandBesideAValue(t *testing.T) {
	t.Parallel()
	p := deskPage(t, "en")
	for _, c := range []struct {
		field, value    string
		readings, notes []string
	}{
		{"name", "KIM HWAJA", nil, nil},
		{"name", "Nguyễn Văn An", []string{"NGUYEN VAN AN"}, nil},
		{"name", "髙橋 健", []string{"髙橋健"}, []string{"髙 U+9AD9: a form of 高 U+9AD8"}},
		{"address", "東京都港区芝5-29-11", []string{"東京都港区芝5丁目29番11号"}, nil},
		{"room", "１０１号室", []string{"101"}, nil},
		{"number", "ZX98765432QK", nil, nil},
		{"number", "AB10345678CD", nil, []string{"1 U+0031: the digit, not the letter I U+0049, l U+006C", "0 U+0030: the digit, not the letter O U+004F"}},
		{"expires_on", "2027-07-11", []string{"2027年07月11日", "令和9年7月11日"}, nil},
		{"back_notes", "yes", nil, nil},
		{"name", "", nil, nil},
	} {
		line := fieldOf(t, p, c.field, c.value)
		var got []string
		for _, r := range line.Readings {
			got = append(got, r.Text)
		}
		if !slices.Equal(got, c.readings) || !slices.Equal(line.Characters, c.notes) {
			t.Errorf("%s: readings %q, characters %q", c.value, got, line.Characters)
		}
		text := ""
		for _, s := range line.Segments {
			text += s.Text
		}
		if !line.Word && text != c.value {
			t.Errorf("%q is shown as %q", c.value, text)
		}
		html := rendered(t, ReviewModel{Page: p, Fields: []FieldLine{line}})
		if quiet := len(c.readings)+len(c.notes) == 0; strings.Contains(html, "<details") == quiet {
			t.Errorf("%s: with nothing to say it must be quiet, else not:\n%s", c.value, html)
		}
	}
}

// Whatever was typed stays one value in its own place: it is escaped, isolated from what stands beside it, and
// what cannot be seen is shown by its code.
func TestAValueStaysInItsPlace(t *testing.T) {
	t.Parallel()
	p := deskPage(t, "en")
	for value, want := range map[string]string{
		"髙橋 健":             `<bdi class="typed" translate="no"><mark title="髙 U+9AD9: a form of 高 U+9AD8">髙</mark>橋 健</bdi>`,
		"محمد علي":         `<bdi class="typed" translate="no">محمد علي</bdi>`,
		"KIM\u202eAJAWH":   `<bdi class="typed" translate="no">KIM<mark title="U+202E: a character that cannot be seen">⟨U+202E⟩</mark>AJAWH</bdi>`,
		"<b>x</b> & \"y\"": `<bdi class="typed" translate="no">&lt;b&gt;x&lt;/b&gt; &amp; &#34;y&#34;</bdi>`,
		strings.Repeat("WARNAKULASURIYA", 13) + "NADEE": `<bdi class="typed" translate="no">` + strings.Repeat("WARNAKULASURIYA", 13) + `NADEE</bdi>`,
	} {
		html := rendered(t, ReviewModel{Page: p, Fields: []FieldLine{fieldOf(t, p, "name", value)}})
		if !strings.Contains(html, want) {
			t.Errorf("%q: want %s in\n%s", value, want, html)
		}
	}
}

// Items and fields say where in the pictures they are, side by side, and nothing where nobody knows.
func TestPlacesInThePictures(t *testing.T) {
	t.Parallel()
	p := deskPage(t, "en")
	k := residentCard(t, p)
	card := imaging.Facts{Outline: &imaging.Outline{Corners: [4]imaging.Point{{0.1, 0.1}, {0.9, 0.1}, {0.9, 0.7725}, {0.1, 0.7725}}}}
	image := review.ImageView{Width: 1600, Height: 1200, Facts: card}
	front, back := image, image
	front.Side, back.Side = "front", "back"
	for _, c := range []struct {
		name   string
		images []review.ImageView
		want   map[string]string // by item
	}{
		{"both sides", []review.ImageView{back, front}, map[string]string{
			"name-matches": `{"front":[0.124,0.174,0.568,0.1009]}`, "legible": "",
			"address-matches": `{"back":[0.116,0.1269,0.768,0.417],"front":[0.124,0.3085,0.576,0.1547]}`,
		}},
		{"the back purged", []review.ImageView{{Side: "back", Width: 1600, Height: 1200, Facts: card, Purged: true}, front}, map[string]string{
			"address-matches": `{"front":[0.124,0.3085,0.576,0.1547]}`,
		}},
		{"no outline", []review.ImageView{{Side: "front", Width: 1600, Height: 1200}}, map[string]string{"name-matches": "", "address-matches": ""}},
	} {
		v := &review.ReviewView{Kind: k, Round: review.RoundView{Fields: review.Fields{}, Images: c.images, AddressSide: "back"}}
		for _, line := range p.itemLines(v, review.WorksheetContent{}, nil) {
			if want, asked := c.want[line.ID]; asked && line.Places != want {
				t.Errorf("%s: %s is at %s, want %s", c.name, line.ID, line.Places, want)
			}
		}
		for _, line := range p.fieldLines(v, ReviewInput{}) {
			if want, asked := c.want["address-matches"]; asked && line.ID == "address" && line.Places != want {
				t.Errorf("%s: the address is at %s, want %s", c.name, line.Places, want)
			}
		}
		html := rendered(t, ReviewModel{Page: p, Items: p.itemLines(v, review.WorksheetContent{}, nil)})
		if got := strings.Count(html, "data-region="); got == 0 == (c.name != "no outline") {
			t.Errorf("%s: %d places on the page", c.name, got)
		}
		if !strings.Contains(html, `data-individual="true"`) || !strings.Contains(html, `data-individual="false"`) {
			t.Errorf("%s: the page does not tell which items are individual", c.name)
		}
	}
}

// Rejecting for what a new photo would mend may mean sending again; not on the last round.
func TestARejectionThatANewPhotoWouldMend(t *testing.T) {
	t.Parallel()
	p := deskPage(t, "en")
	compose := func(string, review.Outcome, []string) string { return "" }
	for _, c := range []struct {
		name    string
		reasons []string
		in      ReviewInput
		last    bool
		want    bool
	}{
		{"looking at the message of a rejection", []string{"unreadable", "cropped"}, ReviewInput{Shown: review.Reject}, false, true},
		{"a rejection that was refused", []string{"cropped"}, ReviewInput{Sent: &review.DecisionForm{Outcome: review.Reject}}, false, true},
		{"sending again", []string{"unreadable"}, ReviewInput{}, false, false},
		{"something else is wrong, too", []string{"unreadable", "expired"}, ReviewInput{Shown: review.Reject}, false, false},
		{"no reason yet", nil, ReviewInput{Shown: review.Reject}, false, false},
		{"the last round", []string{"unreadable"}, ReviewInput{Shown: review.Reject}, true, false},
	} {
		c.in.Compose = compose
		v := &review.ReviewView{Kind: residentCard(t, p), LastRound: c.last, Round: review.RoundView{Lang: "en", Fields: review.Fields{}}}
		m := p.messageModel(v, review.WorksheetContent{Reasons: c.reasons}, c.in)
		if m.Mend != c.want || m.CanMend == c.last {
			t.Errorf("%s: %t, can %t", c.name, m.Mend, m.CanMend)
		}
		var b strings.Builder
		if err := message(ReviewModel{Page: p, Message: m}).Render(t.Context(), &b); err != nil {
			t.Fatal(err)
		}
		if shown := strings.Contains(b.String(), p.T("message.mend")) && !strings.Contains(b.String(), "data-mend-hint hidden"); shown != c.want {
			t.Errorf("%s: shown %t", c.name, shown)
		}
	}
}

// The item of the authority's inquiry leads there with the number.
func TestTheInquiryIsLinked(t *testing.T) {
	t.Parallel()
	p := deskPage(t, "en")
	set, err := kinds.Load(p.Words, nil, kinds.LapsedInquiry)
	if err != nil {
		t.Fatal(err)
	}
	k, _ := set.Kind("resident-card")
	v := &review.ReviewView{Kind: k, Round: review.RoundView{Fields: review.Fields{"number": "ZX98765432QK"}, AddressSide: "front"}}
	html := rendered(t, ReviewModel{Page: p, CanDecide: true, Items: p.itemLines(v, review.WorksheetContent{}, nil)})
	if got := strings.Count(html, `<a href="`+lapsedInquiry+`" target="_blank" rel="noopener noreferrer" data-copy="ZX98765432QK">`); got != 1 {
		t.Errorf("%d links in\n%s", got, html)
	}
}
