package browser

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"maps"
	"strings"
	"testing"

	"shinsa/imaging"
	"shinsa/imaging/specimen"
	"shinsa/public"
	"shinsa/review"
)

// An exifEntry is an entry of a TIFF directory: a text, a number, or another directory.
type exifEntry struct {
	tag    uint16
	text   string
	number uint16
	below  []exifEntry
}

type byteOrder interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

// directory appends a TIFF directory, and what lies below it, in the order of bytes.
func directory(order byteOrder, out []byte, entries []exifEntry) []byte {
	at := len(out) + 2
	out = order.AppendUint16(out, uint16(len(entries)))
	out = append(out, make([]byte, 12*len(entries)+4)...)
	for i, e := range entries {
		raw := func() []byte { return out[at+12*i:] }
		kind, count, far := uint16(3), 1, len(out)
		switch {
		case e.below != nil:
			kind = 4
			out = directory(order, out, e.below)
			order.PutUint32(raw()[8:], uint32(far))
		case len(e.text) > 3:
			kind, count = 2, len(e.text)+1
			out = append(append(out, e.text...), 0)
			order.PutUint32(raw()[8:], uint32(far))
		case e.text != "":
			kind, count = 2, len(e.text)+1
			copy(raw()[8:], e.text)
		default:
			order.PutUint16(raw()[8:], e.number)
		}
		order.PutUint16(raw(), e.tag)
		order.PutUint16(raw()[2:], kind)
		order.PutUint32(raw()[4:], uint32(count))
	}
	return out
}

// withExif is a JPEG with an Exif segment, as a camera writes it.
func withExif(order byteOrder, file []byte, entries []exifEntry) []byte {
	head := []byte("MM\x00*")
	if order == byteOrder(binary.LittleEndian) {
		head = []byte("II*\x00")
	}
	tiff := directory(order, order.AppendUint32(head, 8), entries)
	segment := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(tiff)+8))
	segment = append(append(segment, "Exif\x00\x00"...), tiff...)
	return append(append(bytes.Clone(file[:2]), segment...), file[2:]...)
}

// camera is what a telephone writes into a photo that it held upright and knew the place of.
func camera() []exifEntry {
	return []exifEntry{
		{tag: 0x010e, text: "my kitchen table"}, {tag: 0x010f, text: "Kamera"}, {tag: 0x0110, text: "写真機 9"}, {tag: 0x0112, number: 6},
		{tag: 0x0131, text: "Editor 2.0"}, {tag: 0x013b, text: "MARIA SANTOS CRUZ"},
		{tag: 0x8769, below: []exifEntry{{tag: 0x9003, text: "2026:11:20 12:34:56"}, {tag: 0x9286, text: "a private comment"}}},
		{tag: 0x8825, below: []exifEntry{{tag: 1, text: "N"}, {tag: 2, text: "35 39 31"}, {tag: 3, text: "E"}, {tag: 4, text: "139 44 28"}}},
	}
}

// A photo that the page makes smaller still says when it was taken and what wrote it, and nothing else; and reviewers
// read that the page made it smaller.
func TestAPhotoMadeSmallerStillSaysWhenItWasTaken(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	sp := draw(t, specimen.ResidentCard, 1)
	large := withExif(binary.LittleEndian, photo(t, sp.Front), camera())
	ref, token := d.draft(wish{})
	b := d.tab(phoneLook)
	b.open(link(token) + "/images")
	b.click("[data-testid=delete-front] button")
	b.has("[data-testid=upload-front]")
	b.upload("front", keepFile(t, "IMG_1.jpg", large), true)
	if err := d.desk.Submit(t.Context(), token, "en", "yes"); err != nil {
		t.Fatal(err)
	}
	v, err := d.desk.Review(t.Context(), d.actor("reviewer"), ref)
	d.must(err)
	var front review.ImageView
	for _, i := range v.Round.Images {
		if i.Side == "front" {
			front = i
		}
	}
	f := front.Facts
	f.Outline = nil
	want := imaging.Facts{
		Bytes: f.Bytes, Width: f.Width, Height: f.Height, Orientation: 1, // drawn upright
		TakenAt: "2026:11:20 12:34:56", Software: "Editor 2.0", Make: "Kamera", Model: "写真機 9", Shrunk: true,
	}
	if f != want || front.Bytes > 700_000 || front.Height <= front.Width {
		t.Errorf("%+v of %d × %d", f, front.Width, front.Height)
	}
	full, err := d.desk.Image(t.Context(), d.actor("reviewer"), ref, "front", 1, review.SizeFull)
	d.must(err)
	for _, secret := range []string{"35 39", "kitchen", "MARIA", "private"} {
		if bytes.Contains(full, []byte(secret)) {
			t.Errorf("%q went along", secret)
		}
	}

	staff := d.tab(wideLook).as("reviewer")
	staff.open("/submissions/" + string(ref))
	staff.click("[data-testid=about-front] summary")
	staff.says("[data-testid=about-front]", "2026-11-20 12:34:56")
	staff.says("[data-testid=about-front]", d.words.Text("en", "about.smaller-where"))
}

// Whatever the bytes of a photo are, the script that reads them comes to an end, and finds nothing out of bounds.
func TestHostileExifDoesTheScriptNoHarm(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	b := d.tab(phoneLook)
	b.open("/")
	plain := draw(t, specimen.ResidentCard, 1).Front[:4096]
	for name, order := range map[string]byteOrder{"big": binary.BigEndian, "little": binary.LittleEndian} {
		whole := withExif(order, plain, camera())
		long := withExif(order, plain, []exifEntry{{tag: 0x010f, text: strings.Repeat("あ", 1000)}, {tag: 0x0110, text: "LG"}})
		got := eval[struct {
			Texts, Long, Again map[string]string
			Tried, Odd         int
			Failed             string
		}](b, `(async () => {
			const {read, write} = await import('`+public.Path("exif.js")+`');
			const words = (texts) => Object.fromEntries([...texts].map(([tag, t]) => [tag.toString(16), new TextDecoder().decode(t)]));
			const bytes = (list) => Uint8Array.from(atob(list), (c) => c.charCodeAt(0));
			const whole = bytes(`+js(base64.StdEncoding.EncodeToString(whole))+`), long = bytes(`+js(base64.StdEncoding.EncodeToString(long))+`);
			const out = {texts: words(read(whole)), long: words(read(long)), tried: 0, odd: 0, failed: ''};
			const again = new Uint8Array([0xff, 0xd8, ...write(read(whole)), 0xff, 0xd9]);
			out.again = words(read(again));
			const harmless = (data) => {
				out.tried++;
				try {
					for (const [tag, text] of read(data)) if (text.length > 255 || text.includes(0) || ![0x10f, 0x110, 0x131, 0x9003].includes(tag)) out.odd++;
				} catch (e) { out.failed ||= String(e); }
			};
			const end = 700; // beyond the segment
			for (let n = 0; n < end; n++) harmless(whole.subarray(0, n)); // cut short
			for (let n = 0; n < end; n++) for (const v of [0, 1, 0x7f, 0x80, 0xff]) { const bad = whole.slice(0, end); bad[n] = v; harmless(bad); }
			let seed = 1;
			const random = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) >>> 24;
			for (let n = 0; n < 20000; n++) { const bad = whole.slice(0, end); for (let k = 0; k < 6; k++) bad[(random() << 8 | random()) % end] = random(); harmless(bad); }
			return out;
		})()`)
		texts := map[string]string{"10f": "Kamera", "110": "写真機 9", "131": "Editor 2.0", "9003": "2026:11:20 12:34:56"}
		if !maps.Equal(got.Texts, texts) || !maps.Equal(got.Again, texts) {
			t.Errorf("%s: read %v, written and read again %v", name, got.Texts, got.Again)
		}
		if got.Long["110"] != "LG" || got.Long["10f"] != strings.Repeat("あ", 85) {
			t.Errorf("%s: long texts are %v", name, got.Long)
		}
		if got.Tried < 24_000 || got.Odd != 0 || got.Failed != "" {
			t.Errorf("%s: of %d broken ones %d were odd, and %q", name, got.Tried, got.Odd, got.Failed)
		}
	}
}
