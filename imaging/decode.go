package imaging

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"io"
)

// decode decodes a file that was walked. The decoder of the standard library
// takes no context, but it reads four kilobytes at a time, and the reader ends
// with the context.
func decode(ctx context.Context, data []byte, l *layout) (raster, error) {
	img, err := guarded(&contextReader{ctx, bytes.NewReader(data[:l.end])})
	if ctx.Err() != nil {
		return raster{}, ctx.Err()
	}
	if err != nil {
		return raster{}, refusalOf(err)
	}
	if size := img.Bounds().Size(); size != image.Pt(l.width, l.height) {
		return raster{}, refuse(RefusedDamaged)
	}
	return rasterOf(img)
}

// errPanic stands for a panic of the decoder.
var errPanic = errors.New("imaging: the decoder panicked")

// guarded decodes, and turns a panic into an error: no file may end the program.
func guarded(r io.Reader) (img image.Image, err error) {
	defer func() {
		if recover() != nil {
			img, err = nil, errPanic
		}
	}()
	return jpeg.Decode(r)
}

// wildValue is the one complaint of the decoder that sounds like an unknown sort
// of JPEG and is a sign of damage: no picture of 8 bits has such a value.
const wildValue = jpeg.UnsupportedError("excessive DC component")

// refusalOf translates the decoder's errors. The walk has found nearly all that is
// unsupported; what is left is damage within the data of a scan.
func refusalOf(err error) *Refusal {
	var unsupported jpeg.UnsupportedError
	switch {
	case errors.As(err, &unsupported) && unsupported != wildValue:
		return refuse(RefusedUnsupportedJPEG)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return refuse(RefusedCutShort)
	}
	return refuse(RefusedDamaged)
}

// contextReader fails when its context has ended.
type contextReader struct {
	ctx context.Context
	r   *bytes.Reader
}

func (c *contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
