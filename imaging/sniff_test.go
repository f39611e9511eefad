package imaging

import (
	"image"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestOtherFilesAreNamedByTheirContent(t *testing.T) {
	t.Parallel()
	noise := make([]byte, 5000)
	r := rand.NewChaCha8([32]byte{7})
	r.Read(noise)
	for _, c := range []struct {
		name, data string
		want       RefusalCode
	}{
		{"nothing", "", RefusedEmpty},
		{"PNG", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", RefusedPNG},
		{"GIF 87", "GIF87a\x01\x00\x01\x00", RefusedGIF},
		{"GIF 89", "GIF89a\x01\x00\x01\x00", RefusedGIF},
		{"WebP", "RIFF\x24\x00\x00\x00WEBPVP8 ", RefusedWebP},
		{"PDF", "%PDF-1.7\n", RefusedPDF},
		{"PDF behind other bytes", "\xef\xbb\xbf\r\n%PDF-1.4\n", RefusedPDF},
		{"TIFF little", "II*\x00\x08\x00\x00\x00", RefusedTIFF},
		{"TIFF big", "MM\x00*\x00\x00\x00\x08", RefusedTIFF},
		{"BMP", "BM\x36\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00", RefusedBMP},
		{"HEIC of a phone", "\x00\x00\x00\x28ftypheic\x00\x00\x00\x00mif1heic", RefusedHEIC},
		{"HEIC by a compatible brand", "\x00\x00\x00\x24ftypmif1\x00\x00\x00\x00mif1heic", RefusedHEIC},
		{"HEIF without more", "\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1miaf", RefusedHEIC},
		{"AVIF", "\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf", RefusedOtherFormat},
		{"AVIF by a compatible brand", "\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avifmiaf", RefusedOtherFormat},
		{"MP4", "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00isommp42", RefusedOtherFormat},
		{"JPEG XL", "\xff\x0a\xfa\x00", RefusedOtherFormat},
		{"JPEG XL in a box", "\x00\x00\x00\x0cJXL \r\n\x87\n", RefusedOtherFormat},
		{"JPEG 2000", "\x00\x00\x00\x0cjP  \r\n\x87\n", RefusedOtherFormat},
		{"Photoshop", "8BPS\x00\x01", RefusedOtherFormat},
		{"icon", "\x00\x00\x01\x00\x01\x00", RefusedOtherFormat},
		{"SVG", "<svg xmlns='http://www.w3.org/2000/svg'/>", RefusedOtherFormat},
		{"SVG with a declaration", "<?xml version='1.0'?>\n<svg/>", RefusedOtherFormat},
		{"text", "I am not a picture.", RefusedNotAnImage},
		{"text that begins like a BMP", "BMW is a maker of cars, and this is a text.", RefusedNotAnImage},
		{"page", "<!doctype html><title>x</title>", RefusedNotAnImage},
		{"archive", "PK\x03\x04\x14\x00", RefusedNotAnImage},
		{"sound", "RIFF\x24\x00\x00\x00WAVEfmt ", RefusedNotAnImage},
		{"noise", string(noise), RefusedNotAnImage},
		{"zeros", strings.Repeat("\x00", 5000), RefusedNotAnImage},
		{"half a marker", "\xff", RefusedNotAnImage},
		{"begin of a JPEG and text", "\xff\xd8hello", RefusedNotAnImage},
		{"begin of a JPEG", "\xff\xd8", RefusedCutShort},
		{"begin of a JPEG and of a marker", "\xff\xd8\xff", RefusedCutShort},
		{"JPEG behind another byte", "\n\xff\xd8\xff\xe0", RefusedNotAnImage},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			wantRefusal(t, roomy(DefaultLimits()), []byte(c.data), c.want)
			for n := range len(c.data) { // no length of any of them may panic
				inspect([]byte(c.data[:n]), DefaultLimits())
			}
		})
	}
}

// What a file is comes before how long it is: somebody who sends a large PNG is
// helped by "PNG".
func TestFormatIsNamedBeforeSize(t *testing.T) {
	t.Parallel()
	limits := DefaultLimits()
	limits.MaxBytes = 20
	wantRefusal(t, roomy(limits), []byte("\x89PNG\r\n\x1a\n"+strings.Repeat("x", 100)), RefusedPNG)
	wantRefusal(t, roomy(limits), baseline(t, newPlain(640, 480), 50), RefusedTooLarge)
}

// newPlain is a picture of one colour.
func newPlain(w, h int) image.Image {
	m := image.NewGray(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		m.Pix[i] = 200
	}
	return m
}
