package handlers

import (
	"bytes"
	"image/jpeg"
	"net/url"
	"strings"
	"testing"
)

func TestImages(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	ref, _ := b.held()
	path := reviewPath(ref) + "/images/"
	width := map[string]int{}
	for _, size := range []string{"thumb", "screen", "full"} {
		a := b.get(path + "front?size=" + size).is(200)
		for header, want := range map[string]string{
			"Content-Type": "image/jpeg", "Cache-Control": "private, no-store", "Content-Disposition": "inline",
			"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox",
			"Cross-Origin-Resource-Policy": "same-origin", "Referrer-Policy": "no-referrer",
		} {
			if got := a.header.Get(header); got != want {
				t.Errorf("%s: %s is %q, want %q", size, header, got, want)
			}
		}
		if a.header.Get("ETag")+a.header.Get("Last-Modified") != "" {
			t.Errorf("%s: the answer can be told from another without its bytes", size)
		}
		config, err := jpeg.DecodeConfig(bytes.NewReader([]byte(a.body)))
		if err != nil {
			t.Fatal(err)
		}
		width[size] = config.Width
	}
	if width["thumb"] > 120 || width["screen"] > 1280 || width["full"] < width["screen"] {
		t.Errorf("the widths are %v", width)
	}
	for query, status := range map[string]int{
		"front": 200, "back": 200, "front?round=1": 200, "front?round=2": 404, "inside": 404, "front?size=huge": 400,
		"front?round=x": 400, "front?round=0": 400, "front?round=-1": 400, "front?size=preview": 400,
	} {
		if a := b.get(path + query); a.status != status {
			t.Errorf("%s: status %d, want %d", query, a.status, status)
		}
	}
}

// What is too small to read is no view; the rest is logged before it leaves.
func TestOnlyReadableImagesAreLogged(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	ref, _ := b.held()
	b.get(reviewPath(ref)) // the page alone is no view either
	b.get(reviewPath(ref) + "/images/front?size=thumb").is(200)
	if d.fetched("reviewer", ref, "front") {
		t.Error("a thumbnail is logged as a view")
	}
	b.header.Set("Sec-Purpose", "prefetch") // whatever it is for, the bytes leave
	b.get(reviewPath(ref) + "/images/front?size=screen").is(200)
	if !d.fetched("reviewer", ref, "front") {
		t.Error("the screen's picture left without an entry")
	}
	if d.fetched("reviewer", ref, "back") || d.fetched("reviewer2", ref, "front") {
		t.Error("what nobody fetched is logged")
	}
}

func TestViewed(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	ref, _ := b.held()
	b.get(reviewPath(ref) + "/images/front").is(200)
	for range 2 {
		b.post(reviewPath(ref)+"/viewed", url.Values{"side": {"front"}, "round": {"1"}}).is(204)
	}
	b.post(reviewPath(ref)+"/viewed", url.Values{"side": {"inside"}, "round": {"1"}}).is(404)
	b.post(reviewPath(ref)+"/viewed", url.Values{"side": {"front"}, "round": {"x"}}).is(400)
}

func TestPurging(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer2")
	ref, _ := d.submission()
	action := b.get(reviewPath(ref)).is(200).form("/images/front/purge").action
	b.post(action, url.Values{"round": {"1"}}).is(422).has("Tick the box", "images/front?size=screen")
	b.post(action, url.Values{"round": {"1"}, "confirmed": {"yes"}}).leadsTo(reviewPath(ref))
	b.header.Set("Sec-Fetch-Dest", "image")
	for _, size := range []string{"thumb", "screen", "full"} {
		b.get(reviewPath(ref) + "/images/front?size=" + size).is(410)
	}
	b.header.Del("Sec-Fetch-Dest")
	b.get(reviewPath(ref)).is(200).has("The picture is destroyed.", "This picture was destroyed.").hasNone("images/front?size=screen")
	b.post(action, url.Values{"round": {"1"}, "confirmed": {"yes"}}).leadsTo(reviewPath(ref))
	b.post(strings.Replace(action, "front", "inside", 1), url.Values{"confirmed": {"yes"}}).is(404)
}
