package main

import (
	"bytes"
	"image"
	"image/jpeg"
	"math/rand/v2"
)

// smallPhoto is a picture that intake takes.
func smallPhoto() ([]byte, error) { return photo(1200, 800, 85) }

// photo draws a noisy picture: noise keeps the file as large as a photo's.
func photo(width, height, quality int) ([]byte, error) {
	r := rand.New(rand.NewPCG(1, 2))
	img := image.NewYCbCr(image.Rect(0, 0, width, height), image.YCbCrSubsampleRatio420)
	for y := range height {
		row := img.Y[y*img.YStride : y*img.YStride+width]
		for x := range row {
			row[x] = uint8((x/7+y/5)&127) + uint8(r.Uint32()&15)
		}
	}
	for i := range img.Cb {
		img.Cb[i], img.Cr[i] = 120, 130
	}
	var b bytes.Buffer
	err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality})
	return b.Bytes(), err
}
