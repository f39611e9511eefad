package imaging

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
)

// raster is a decoded picture as its planes: brightness, and the two colour
// differences, which may have fewer samples. A gray picture has no colours.
//
// All work is done on the planes, since the standard library decodes to them and
// encodes from them: no conversion to red, green and blue, which would take twice
// the memory, and most of the time.
type raster struct {
	y, cb, cr plane
	gray      bool
}

// rasterOf takes over the memory of what the decoder returned.
func rasterOf(img image.Image) (raster, error) {
	switch m := img.(type) {
	case *image.YCbCr:
		w, h := m.Rect.Dx(), m.Rect.Dy()
		cw, ch := chromaSize(m.SubsampleRatio, w, h)
		return raster{
			y:  plane{m.Y, m.YStride, w, h},
			cb: plane{m.Cb, m.CStride, cw, ch},
			cr: plane{m.Cr, m.CStride, cw, ch},
		}, nil
	case *image.Gray:
		return raster{y: plane{m.Pix, m.Stride, m.Rect.Dx(), m.Rect.Dy()}, gray: true}, nil
	case *image.RGBA:
		return rasterOfRGB(m), nil
	case *image.CMYK:
		return rasterOfRGB(inkToLight(m)), nil
	}
	return raster{}, fmt.Errorf("the decoder returned a %T", img)
}

// chromaSize returns the size of the colour planes of a picture.
func chromaSize(ratio image.YCbCrSubsampleRatio, w, h int) (cw, ch int) {
	across, down := 1, 1
	switch ratio {
	case image.YCbCrSubsampleRatio422:
		across = 2
	case image.YCbCrSubsampleRatio420:
		across, down = 2, 2
	case image.YCbCrSubsampleRatio440:
		down = 2
	case image.YCbCrSubsampleRatio411:
		across = 4
	case image.YCbCrSubsampleRatio410:
		across, down = 4, 2
	}
	return ceilDiv(w, across), ceilDiv(h, down)
}

// inkToLight turns the inks of a printer into colours of a screen, in place: both
// have four bytes for a pixel.
func inkToLight(m *image.CMYK) *image.RGBA {
	for y := range m.Rect.Dy() {
		row := m.Pix[y*m.Stride:][:4*m.Rect.Dx()]
		for i := 0; i+4 <= len(row); i += 4 {
			r, g, b := color.CMYKToRGB(row[i], row[i+1], row[i+2], row[i+3])
			row[i], row[i+1], row[i+2], row[i+3] = r, g, b, 0xff
		}
	}
	return &image.RGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect}
}

// rasterOfRGB makes planes with the colours halved, as they are encoded in the
// end. Files that need it are rare.
func rasterOfRGB(m *image.RGBA) raster {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	r := raster{y: newPlane(w, h), cb: newPlane(ceilDiv(w, 2), ceilDiv(h, 2)), cr: newPlane(ceilDiv(w, 2), ceilDiv(h, 2))}
	for cy := range r.cb.h {
		cbRow, crRow := r.cb.row(cy), r.cr.row(cy)
		for cx := range cbRow {
			var cbSum, crSum int
			for i := range 4 {
				x, y := min(2*cx+i%2, w-1), min(2*cy+i/2, h-1)
				pixel := m.Pix[y*m.Stride+4*x:][:3]
				light, cb, cr := color.RGBToYCbCr(pixel[0], pixel[1], pixel[2])
				r.y.pix[y*r.y.stride+x] = light
				cbSum, crSum = cbSum+int(cb), crSum+int(cr)
			}
			cbRow[cx], crRow[cx] = byte((cbSum+2)/4), byte((crSum+2)/4)
		}
	}
	return r
}

// shrink returns the picture at the given size, with the colours halved. The
// memory of r is of no use afterwards.
func (r raster) shrink(w, h int) raster {
	return r.each(func(p plane, colour bool) plane {
		if colour {
			return p.shrink(ceilDiv(w, 2), ceilDiv(h, 2))
		}
		return p.shrink(w, h)
	})
}

// shrunk is shrink for a picture that is needed afterwards.
func (r raster) shrunk(w, h int) raster {
	return r.each(func(p plane, colour bool) plane {
		if colour {
			return resample(p, ceilDiv(w, 2), ceilDiv(h, 2))
		}
		return resample(p, w, h)
	})
}

// upright applies an orientation. The memory of r is of no use afterwards.
func (r raster) upright(orientation int) raster {
	return r.each(func(p plane, _ bool) plane { return p.upright(orientation) })
}

func (r raster) each(change func(p plane, colour bool) plane) raster {
	r.y = change(r.y, false)
	if !r.gray {
		r.cb, r.cr = change(r.cb, true), change(r.cr, true)
	}
	return r
}

// encode makes a baseline JPEG without any metadata. The colours must be halved.
func (r raster) encode(quality int) ([]byte, error) {
	var img image.Image
	bounds := image.Rect(0, 0, r.y.w, r.y.h)
	if r.gray {
		img = &image.Gray{Pix: r.y.pix, Stride: r.y.stride, Rect: bounds}
	} else {
		img = &image.YCbCr{
			Y: r.y.pix, YStride: r.y.stride,
			Cb: r.cb.pix, Cr: r.cr.pix, CStride: r.cb.stride,
			SubsampleRatio: image.YCbCrSubsampleRatio420, Rect: bounds,
		}
	}
	var out bytes.Buffer
	out.Grow(r.y.w * r.y.h / 4)
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("encode: %w", err)
	}
	return bytes.Clone(out.Bytes()), nil
}

// fit returns the largest size of the same shape whose sides are at most most. It
// never makes a picture larger, nor a side 0.
func fit(w, h, most int) (int, int) {
	long := max(w, h)
	if long <= most {
		return w, h
	}
	scale := func(side int) int { return max(1, (side*most+long/2)/long) }
	return scale(w), scale(h)
}
