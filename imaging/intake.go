package imaging

import (
	"context"
	"errors"
	"fmt"
)

// Intake accepts files within its limits and its budget. Its methods may be called
// from several goroutines. They keep no reference to the bytes they are given, and
// do not change them.
type Intake struct {
	limits Limits
	budget *Budget
}

// NewIntake returns an intake. Intakes of one process should share a budget.
func NewIntake(l Limits, b *Budget) *Intake {
	return &Intake{limits: l, budget: b}
}

// Accept checks a file, decodes it, and makes the copies that people look at.
//
// The error is a [*Refusal] when the file is not acceptable, [ErrBusy] when the
// decoders were occupied for too long, or the context's; nothing is decoded any
// more soon after the context ends. A refusal that needs no decoding, which are
// most, does not wait for the others.
func (in *Intake) Accept(ctx context.Context, data []byte) (*Picture, error) {
	l, refusal := inspect(data, in.limits)
	if refusal != nil {
		return nil, refusal
	}
	exif := readExif(l.exif)
	if refusal := in.affordable(l, exif.orientation, len(data)); refusal != nil {
		return nil, refusal
	}
	p, err := in.copies(ctx, data, l, exif.orientation)
	if err != nil {
		return nil, wrap("accept", err)
	}
	outline := p.Facts.Outline
	p.Facts = factsOf(data, l, exif)
	p.Facts.Outline = outline
	return p, nil
}

// Full returns the picture of an accepted file with all its pixels, upright and
// without metadata, as a JPEG of quality 92: for looking closely. The limits on
// bytes and on small sides are not applied, so that evidence stays in sight when
// they are changed. Errors are as for Accept.
func (in *Intake) Full(ctx context.Context, original []byte) ([]byte, error) {
	l, refusal := inspect(original, in.limits.forEvidence())
	if refusal != nil {
		return nil, refusal
	}
	orientation := readExif(l.exif).orientation
	if refusal := in.affordable(l, orientation, len(original)); refusal != nil {
		return nil, refusal
	}
	release, err := in.budget.Acquire(ctx, l.fullBytes(orientation, len(original)))
	if err != nil {
		return nil, wrap("full", err)
	}
	defer release()
	r, err := decode(ctx, original, l)
	if err != nil {
		return nil, wrap("full", err)
	}
	full, err := r.shrink(l.width, l.height).upright(orientation).encode(fullQuality)
	if err != nil {
		return nil, wrap("full", err)
	}
	return full, nil
}

// inspect does all that can be done without decoding, the cheapest first.
func inspect(data []byte, limits Limits) (*layout, *Refusal) {
	if refusal := sniff(data); refusal != nil {
		return nil, refusal
	}
	if limits.MaxBytes > 0 && len(data) > limits.MaxBytes {
		return nil, refuseBy(RefusedTooLarge, len(data), limits.MaxBytes)
	}
	return walk(data, limits)
}

// affordable refuses a picture that the whole budget would not pay for, be it now
// or when somebody wants to see it in full.
func (in *Intake) affordable(l *layout, orientation, fileBytes int) *Refusal {
	cost := max(l.acceptBytes(), l.fullBytes(orientation, fileBytes))
	if cost <= in.budget.capacity {
		return nil
	}
	pixels := l.width * l.height
	code := RefusedTooManyPixels
	if l.progressive {
		code = RefusedProgressiveTooLarge
	}
	return refuseBy(code, pixels, int(float64(pixels)*float64(in.budget.capacity)/float64(cost)))
}

// copies decodes a file, at a part of its size where that will do, and makes the
// three sizes.
func (in *Intake) copies(ctx context.Context, data []byte, l *layout, orientation int) (*Picture, error) {
	if scale := l.scale(screenSide); scale > 1 {
		p, err := in.copiesOf(ctx, l, orientation, l.scaledBytes(scale), func() (raster, error) {
			return decodeScaled(ctx, data, l, scale)
		})
		if !errors.Is(err, errOdd) {
			return p, err
		}
	}
	return in.copiesOf(ctx, l, orientation, l.acceptBytes(), func() (raster, error) {
		return decode(ctx, data, l)
	})
}

// copiesOf makes the copies, each from the larger one, within the budget, and looks for
// the document's outline. The picture is turned when it is small already.
func (in *Intake) copiesOf(ctx context.Context, l *layout, orientation int, cost int64, decode func() (raster, error)) (*Picture, error) {
	release, err := in.budget.Acquire(ctx, cost)
	if err != nil {
		return nil, err
	}
	defer release()
	r, err := decode()
	if err != nil {
		return nil, err
	}
	screen := r.shrink(fit(l.width, l.height, screenSide)).upright(orientation)
	preview := screen.shrunk(fit(screen.y.w, screen.y.h, previewSide))
	thumb := preview.shrunk(fit(preview.y.w, preview.y.h, thumbSide))

	p := &Picture{
		Width: l.width, Height: l.height, ScreenWidth: screen.y.w, ScreenHeight: screen.y.h,
		Likeness: likenessOf(preview.y),
	}
	if turnsSideways(orientation) {
		p.Width, p.Height = p.Height, p.Width
	}
	p.Facts.Outline = findOutline(preview)
	for _, c := range []struct {
		to      *[]byte
		from    raster
		quality int
	}{
		{&p.Screen, screen, screenQuality},
		{&p.Preview, preview, previewQuality},
		{&p.Thumb, thumb, thumbQuality},
	} {
		if *c.to, err = c.from.encode(c.quality); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// wrap names the operation, except where the error is already one of ours.
func wrap(operation string, err error) error {
	var refusal *Refusal
	if errors.Is(err, ErrBusy) || errors.As(err, &refusal) {
		return err
	}
	return fmt.Errorf("imaging: %s: %w", operation, err)
}
