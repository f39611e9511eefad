package imaging

import (
	"bytes"
	"image/jpeg"
	"testing"
)

// The tests' own encoder has to be right before the tests can be.
func TestOwnEncoderWritesWhatTheStandardLibraryReads(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name        string
		sampling    [][2]int
		progressive bool
		restart     int
	}{
		{"gray", gray, false, 0},
		{"gray progressive", gray, true, 0},
		{"4:4:4", yuv444, false, 0},
		{"4:2:0", yuv420, false, 0},
		{"4:2:0 restarts", yuv420, false, 3},
		{"4:2:2 progressive", yuv422, true, 0},
		{"4:4:0 progressive", yuv440, true, 0},
		{"4:2:0 progressive", yuv420, true, 0},
		{"4:4:4 progressive restarts", yuv444, true, 5},
		{"4:1:1", yuv411, false, 0},
		{"4:1:0", yuv410, false, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			const w, h = 83, 61
			data := testJPEG{w: w, h: h, sampling: c.sampling, progressive: c.progressive, restart: c.restart, sample: slopes}.encode()
			img, err := jpeg.Decode(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			r, err := rasterOf(img)
			if err != nil {
				t.Fatal(err)
			}
			for y := range h {
				for x := range w {
					if got, want := int(r.y.row(y)[x]), int(slopes(0, x, y)); got < want-6 || got > want+6 {
						t.Fatalf("brightness at %d,%d: got %d, want %d", x, y, got, want)
					}
				}
			}
		})
	}
}

// slopes is a picture of gentle slopes, another one for each component.
func slopes(c, x, y int) byte {
	return byte(40 + (x*(c+2)+y*(3-c/2))/3%170)
}
