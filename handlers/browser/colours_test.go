package browser

import (
	"bytes"
	"cmp"
	"image"
	"image/color"
	"image/png"
	"maps"
	"slices"
	"testing"
)

// The palette of a picture: the colours of areas and letters as they are, and the rest for the photos.
const (
	exactColours = 96
	allColours   = 256
)

// inFewColours writes a picture of a page again with a palette of its own, which takes a third of the bytes.
func inFewColours(t *testing.T, picture []byte) []byte {
	t.Helper()
	from, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	bounds := from.Bounds()
	counts := map[color.RGBA]int{}
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			counts[color.RGBAModel.Convert(from.At(x, y)).(color.RGBA)]++
		}
	}
	palette := paletteOf(counts)
	nearest := make(map[color.RGBA]uint8, len(counts))
	for c := range counts {
		nearest[c] = uint8(palette.Index(c))
	}
	to := image.NewPaletted(bounds, palette)
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			to.SetColorIndex(x, y, nearest[color.RGBAModel.Convert(from.At(x, y)).(color.RGBA)])
		}
	}
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&out, to); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// paletteOf takes the commonest colours as they are and cuts those that are left at their medians (Heckbert,
// "Color image quantization for frame buffer display", 1982).
func paletteOf(counts map[color.RGBA]int) color.Palette {
	colours := slices.SortedFunc(maps.Keys(counts), func(a, b color.RGBA) int {
		return cmp.Or(counts[b]-counts[a], int(a.R)-int(b.R), int(a.G)-int(b.G), int(a.B)-int(b.B))
	})
	exact := min(exactColours, len(colours))
	var palette color.Palette
	for _, c := range colours[:exact] {
		palette = append(palette, c)
	}
	boxes := [][]color.RGBA{colours[exact:]}
	for len(palette)+len(boxes) < allColours {
		widest := slices.MaxFunc(boxes, func(a, b []color.RGBA) int { return spread(a).width - spread(b).width })
		by := spread(widest)
		if by.width == 0 {
			break
		}
		at := slices.IndexFunc(boxes, func(b []color.RGBA) bool { return &b[0] == &widest[0] })
		slices.SortFunc(widest, func(a, b color.RGBA) int { return int(channel(a, by.channel)) - int(channel(b, by.channel)) })
		boxes[at] = widest[:len(widest)/2]
		boxes = append(boxes, widest[len(widest)/2:])
	}
	for _, box := range boxes {
		if len(box) > 0 {
			palette = append(palette, middle(box, counts))
		}
	}
	return palette
}

type extent struct{ channel, width int }

// spread is the channel in which colours differ the most; none for fewer than two.
func spread(box []color.RGBA) extent {
	widest := extent{}
	if len(box) < 2 {
		return widest
	}
	for i := range 3 {
		low, high := channel(box[0], i), channel(box[0], i)
		for _, c := range box {
			low, high = min(low, channel(c, i)), max(high, channel(c, i))
		}
		if width := int(high) - int(low); width > widest.width {
			widest = extent{i, width}
		}
	}
	return widest
}

func channel(c color.RGBA, i int) uint8 { return [3]uint8{c.R, c.G, c.B}[i] }

// middle is the mean of colours, by how often they occur.
func middle(box []color.RGBA, counts map[color.RGBA]int) color.RGBA {
	var sums [3]int
	n := 0
	for _, c := range box {
		n += counts[c]
		for i := range sums {
			sums[i] += counts[c] * int(channel(c, i))
		}
	}
	return color.RGBA{uint8(sums[0] / n), uint8(sums[1] / n), uint8(sums[2] / n), 255}
}
