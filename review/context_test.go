package review_test

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"shinsa/audit"
	"shinsa/review"
)

// document draws something like a document with text that depends on n: pictures of two numbers are not
// alike, whatever the quality.
func document(n, quality, width int) []byte {
	height := width * 5 / 8
	img := image.NewGray(image.Rect(0, 0, width, height))
	for y := range height {
		line := img.Pix[y*img.Stride:][:width]
		for x := range line {
			row, column := y*25/height, x*40/width
			line[x] = 220
			if h := uint32(row*977+column*131+n*7919) * 2654435761; row%2 == 1 && h>>29 < 4 {
				line[x] = 40
			}
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// applied sends a submission with what differs from the usual person, and its two pictures.
func (d *desk) applied(typed map[string]string, front, back []byte) (token string, ref review.Reference) {
	d.t.Helper()
	token, err := d.StartDraft(ctx, "resident-card", "en", "")
	d.must(err)
	all := maps.Clone(identity)
	maps.Copy(all, typed)
	d.must(d.SaveIdentity(ctx, token, "en", all))
	d.must(d.AddImage(ctx, token, "front", "front.jpg", front))
	d.must(d.AddImage(ctx, token, "back", "back.jpg", back))
	d.must(d.Submit(ctx, token, "en", ""))
	v, err := d.OpenLink(ctx, token)
	d.must(err)
	return token, v.Reference
}

// stranger is somebody with nothing in common with anybody.
func stranger(n int) map[string]string {
	return map[string]string{
		"name": fmt.Sprintf("STRANGER %c%c", 'A'+n%26, 'A'+n/26), "address": fmt.Sprintf("大阪府大阪市北区梅田1-%d-1", n), "room": "1",
		"birth_date": fmt.Sprintf("19%02d-02-03", 60+n%30), "number": fmt.Sprintf("XY%08dZZ", n),
	}
}

func with(base map[string]string, pairs ...string) map[string]string {
	base = maps.Clone(base)
	for i := 0; i < len(pairs); i += 2 {
		base[pairs[i]] = pairs[i+1]
	}
	return base
}

// context is what a person is told about a submission.
func (d *desk) context(a review.Actor, ref review.Reference) *review.Context {
	d.t.Helper()
	v, err := d.Review(ctx, a, ref)
	d.must(err)
	c, err := d.Context(ctx, a, v)
	d.must(err)
	return c
}

// told is a context in a line.
func told(c *review.Context, names map[review.Reference]string) string {
	var lines []string
	for _, o := range c.Others {
		line := names[o.Reference] + ":"
		for _, t := range o.Ties {
			line += " " + strings.TrimSuffix(string(t.Tie)+"/"+t.Side, "/")
		}
		lines = append(lines, line)
	}
	for _, t := range review.Ties() {
		if m := c.More[t]; m.N > 0 {
			lines = append(lines, fmt.Sprintf("+%d %s %v", m.N, t, m.AtLeast))
		}
	}
	if c.SameHome > 0 {
		lines = append(lines, fmt.Sprintf("home %d", c.SameHome))
	}
	return strings.Join(lines, "; ")
}

func TestWhatElseIsKnown(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	front, back := document(1, 90, 640), document(2, 90, 640)
	_, me := d.applied(nil, front, back)
	names := map[review.Reference]string{}
	n := 10
	other := func(name string, typed map[string]string, front, back []byte) {
		n++
		if front == nil {
			front = document(1000+n, 90, 640)
		}
		if back == nil {
			back = document(2000+n, 90, 640)
		}
		d.pass(time.Minute)
		_, ref := d.applied(typed, front, back)
		names[ref] = name
	}
	other("nobody", stranger(1), nil, nil)
	other("number", with(stranger(2), "number", "ＡＢ12345678ＣＤ"), nil, nil)
	other("bytes", stranger(3), front, nil)
	other("back", stranger(4), nil, back)
	other("alike", stranger(5), document(1, 40, 520), nil)
	other("alike back, which says nothing", stranger(6), nil, document(2, 40, 520))
	other("person", with(stranger(7), "name", "Cruz Maria Santos", "birth_date", "1990-04-01"), nil, nil)
	other("name alone", with(stranger(8), "name", identity["name"]), nil, nil)
	other("home", with(stranger(9), "address", "新宿区西新宿２丁目８番１号", "room", "405号室"), nil, nil)
	other("house", with(stranger(10), "address", identity["address"], "room", "406"), nil, nil)
	other("all", nil, front, back)

	const want = "all: number bytes/front bytes/back person; number: number; back: bytes/back; bytes: bytes/front; alike: alike/front; person: person; home 2"
	if got := told(d.context(reviewer, me), names); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for ref, name := range names {
		if name == "nobody" {
			if got := told(d.context(reviewer, ref), names); got != "" {
				t.Errorf("of somebody with nothing in common: %s", got)
			}
		}
	}
}

func TestOneIsNotComparedWithItself(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	token, ref := d.sent()
	d.decided(reviewer, ref, review.Resubmit, "cropped")
	d.pass(11 * time.Second)
	d.must(d.SaveIdentity(ctx, token, "en", identity))
	d.must(d.AddImage(ctx, token, "front", "front.jpg", picture(3)))
	d.must(d.AddImage(ctx, token, "back", "back.jpg", picture(4)))
	d.must(d.Submit(ctx, token, "en", ""))
	if c := d.context(reviewer2, ref); len(c.Others) != 0 || c.SameHome != 0 {
		t.Errorf("its first round is another submission: %+v", c)
	}
}

// What was sent in a round that is over is found as well: who was told to send another picture does not get rid
// of the first.
func TestEarlierRoundsOfOthersAreFound(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	front := document(1, 90, 640)
	token, first := d.applied(with(stranger(1), "number", "AB12345678CD"), front, document(2, 90, 640))
	d.decided(reviewer, first, review.Resubmit, "number-mismatch", "cropped")
	d.pass(11 * time.Second)
	d.must(d.SaveIdentity(ctx, token, "en", with(identity, "number", "QQ11112222QQ", "name", "STRANGER A")))
	d.must(d.AddImage(ctx, token, "front", "front.jpg", document(3, 90, 640)))
	d.must(d.AddImage(ctx, token, "back", "back.jpg", document(4, 90, 640)))
	d.must(d.Submit(ctx, token, "en", ""))
	_, me := d.applied(with(stranger(2), "number", "AB12345678CD"), front, document(5, 90, 640))
	c := d.context(reviewer, me)
	if got := told(c, map[review.Reference]string{first: "first"}); got != "first: number bytes/front" {
		t.Errorf("got %q", got)
	}
	if c.Others[0].Round != 2 || c.Others[0].State != review.Waiting || c.Others[0].Reasons != nil {
		t.Errorf("it stands so: %+v", c.Others[0])
	}
}

// A decision that can still be taken back, and a second look, show in nothing.
func TestHowOthersEnded(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, theirs := d.sent()
	sentAt := d.now()
	d.pass(time.Hour)
	_, me := d.sent()
	see := func() review.Other {
		t.Helper()
		c := d.context(reviewer2, me)
		if len(c.Others) != 1 || c.Others[0].Reference != theirs {
			t.Fatalf("others: %+v", c.Others)
		}
		return c.Others[0]
	}
	check := func(what string, state review.State, at time.Time, reasons ...string) {
		t.Helper()
		o := see()
		if o.State != state || !o.At.Equal(at) || !slices.Equal(o.Reasons, reasons) || !o.MayOpen || o.Kind != "resident-card" {
			t.Errorf("%s: %+v, want %s since %s with %v", what, o, state, at, reasons)
		}
	}
	check("sent", review.Waiting, sentAt)
	d.decided(reviewer, theirs, review.Reject, "duplicate-application", "unreadable")
	check("rejected, and may be taken back", review.Waiting, sentAt)
	d.pass(10 * time.Second)
	check("rejected", review.Rejected, d.now(), "duplicate-application", "unreadable")
	d.must(d.SettleDue(ctx))
	check("rejected and settled", review.Rejected, d.now(), "duplicate-application", "unreadable")

	token, third := d.sent()
	d.must(d.Withdraw(ctx, token))
	for _, o := range d.context(reviewer2, me).Others {
		if o.Reference == third && (o.State != review.Withdrawn || o.Reasons != nil) {
			t.Errorf("withdrawn: %+v", o)
		}
	}
}

func TestWhatIsTakenBackOrDestroyedIsNotFound(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	front := document(1, 90, 640)
	typed := stranger(1)
	token, ref := d.applied(typed, front, document(2, 90, 640))
	sub, err := d.store.Submission(ctx, review.SubmissionKey{Reference: ref})
	d.must(err)
	_, me := d.applied(stranger(2), front, document(3, 90, 640))
	names := map[review.Reference]string{ref: "other"}
	check := func(what, want string) {
		t.Helper()
		if got := told(d.context(reviewer, me), names); got != want {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	check("sent", "other: bytes/front")
	d.must(d.Recall(ctx, token))
	check("taken back", "")
	d.must(d.DeleteImage(ctx, token, "front"))
	d.must(d.AddImage(ctx, token, "front", "front.jpg", document(1, 35, 520)))
	check("a draft", "")
	d.must(d.Submit(ctx, token, "en", ""))
	check("sent again, stored anew", "other: alike/front")
	d.must(d.Purge(ctx, reviewer, ref, "front", 0))
	check("the picture purged", "")
	if n := d.count(`SELECT count(*) FROM traces WHERE submission_id = $1 AND image_id <> ''`, string(sub.ID)); n != 1 {
		t.Errorf("%d traces of its pictures, want that of the back", n)
	}
	d.must(d.Erase(ctx, sub.ID))
	if n := d.count(`SELECT count(*) FROM traces WHERE submission_id = $1`, string(sub.ID)); n != 0 {
		t.Errorf("%d traces of what was erased", n)
	}
}

func (d *desk) count(query string, args ...any) (n int) {
	d.t.Helper()
	file, err := sql.Open("sqlite", "file:"+d.file)
	d.must(err)
	defer file.Close()
	d.must(file.QueryRow(query, args...).Scan(&n))
	return n
}

func TestOnlyTheDeskIsTold(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, ref := d.sent()
	d.sent()
	v, err := d.Review(ctx, reviewer, ref)
	d.must(err)
	for _, a := range []review.Actor{support, admin} {
		if c, err := d.Context(ctx, a, v); !errors.Is(err, review.ErrDenied) || c != nil {
			t.Errorf("%s: %v, %v", a.Role, c, err)
		}
	}
}

func TestBeingToldIsLoggedOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, ref := d.sent()
	entries := func() int {
		return d.count(`SELECT count(*) FROM log_entries WHERE act = $1`, string(audit.SubmissionRelated))
	}
	for _, step := range []struct {
		what string
		do   func()
		want int
	}{
		{"of nobody", func() { d.context(reviewer, ref) }, 0},
		{"of one", func() { d.sent(); d.context(reviewer, ref) }, 1},
		{"again", func() { d.context(reviewer, ref) }, 0},
		{"somebody else", func() { d.context(reviewer2, ref) }, 1},
		{"under the claim", func() { d.must(d.Claim(ctx, reviewer, ref, false)); d.context(reviewer, ref) }, 1},
		{"of another", func() { d.sent(); d.context(reviewer, ref) }, 1},
		{"again", func() { d.context(reviewer, ref) }, 0},
	} {
		before := entries()
		step.do()
		if got := entries() - before; got != step.want {
			t.Errorf("%s: %d entries, want %d", step.what, got, step.want)
		}
	}
	parts := d.Parts
	parts.Store = deaf{d.store}
	mute, err := review.NewDesk(parts)
	d.must(err)
	v, err := d.Review(ctx, supervisor, ref)
	d.must(err)
	if _, err := mute.Context(ctx, supervisor, v); !errors.Is(err, review.ErrBusy) {
		t.Errorf("told without an entry: %v", err)
	}
}

func TestTenAreNamedAndTheOthersCounted(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	front := document(1, 90, 640)
	_, me := d.applied(nil, front, document(2, 90, 640))
	for n := range 14 {
		typed := with(stranger(n), "number", identity["number"])
		if n < 12 {
			typed = with(typed, "address", identity["address"], "room", identity["room"])
		}
		d.pass(time.Minute)
		d.applied(typed, document(100+n, 70, 520), document(200+n, 70, 520))
	}
	c := d.context(reviewer, me)
	if len(c.Others) != 10 || c.More[review.TieNumber] != (review.More{N: 4}) || c.SameHome != 12 || c.ManyHome {
		t.Errorf("%d named, %+v more, %d from the same home", len(c.Others), c.More, c.SameHome)
	}
	for i := 1; i < len(c.Others); i++ {
		if c.Others[i].At.After(c.Others[i-1].At) {
			t.Error("not the newest first")
		}
	}
}

// In a demonstration many submissions share one picture, and what was typed with it.
func TestBorrowedPicturesTellNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, first := d.sent()
	token, err := d.StartDraft(ctx, "resident-card", "en", "")
	d.must(err)
	d.must(d.SaveIdentity(ctx, token, "en", identity))
	d.must(d.ShareImages(ctx, token, first, 1))
	d.must(d.Submit(ctx, token, "en", ""))
	v, err := d.OpenLink(ctx, token)
	d.must(err)
	for _, ref := range []review.Reference{first, v.Reference} {
		if c := d.context(reviewer, ref); len(c.Others) != 0 || c.SameHome != 0 {
			t.Errorf("%s: %+v", ref, c)
		}
	}
}
