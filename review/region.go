package review

import (
	"shinsa/imaging"
	"shinsa/review/kinds"
)

// Place is where regions of the document are in the picture: the smallest box around all of them. It is false
// where nobody knows: the kind names none, the document was not found in the picture, or what was found has
// not the shape of this side, and so is something else or lies sideways.
func (i ImageView) Place(k *kinds.Kind, regions kinds.Regions) (imaging.Box, bool) {
	side, ok := k.Side(i.Side)
	on, some := regions.Bounds()
	if o := i.Facts.Outline; ok && some && o != nil && side.Aspect.Fits(o.Ratio(i.Width, i.Height)) {
		return o.Place(imaging.Box{X: on.X, Y: on.Y, W: on.W, H: on.H})
	}
	return imaging.Box{}, false
}
