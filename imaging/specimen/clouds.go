package specimen

import (
	"math/rand/v2"
	"sync"
)

// tile is the side of the square of noise that all textures are made of; it repeats without a seam.
const tile = 512

// clouds is smooth noise, -128 to 127, large forms with small ones in them. It is the same for every
// specimen: what differs is where and how large it is laid.
var clouds = sync.OnceValue(func() *[tile * tile]int8 { return octaves(1, 8, 96) })

// specks has only the smallest forms.
var specks = sync.OnceValue(func() *[tile * tile]int8 { return octaves(2, 128, 110) })

// octaves adds up noise of ever finer cells, each finer one at five eighths of the weight (in 128ths) of the
// one before.
func octaves(seed uint64, cells int, weight int32) *[tile * tile]int8 {
	d := rand.New(rand.NewPCG(seed, 2))
	sum := make([]int32, tile*tile)
	for ; cells <= tile/2; cells *= 2 {
		knots := make([]int32, cells*cells)
		for i := range knots {
			knots[i] = int32(d.IntN(256)) - 128
		}
		step := tile / cells
		for y := range tile {
			j, fy := y/step, ease(int32(y%step*256/step))
			top, bottom := knots[j*cells:][:cells], knots[(j+1)%cells*cells:][:cells]
			for x := range tile {
				i, fx := x/step, ease(int32(x%step*256/step))
				r := (i + 1) % cells
				a := top[i]*256 + (top[r]-top[i])*fx
				b := bottom[i]*256 + (bottom[r]-bottom[i])*fx
				sum[y*tile+x] += (a + (b-a)>>8*fy) >> 8 * weight
			}
		}
		weight = weight * 5 / 8
	}
	var out [tile * tile]int8
	for i, v := range sum {
		out[i] = int8(max(-128, min(127, v>>7)))
	}
	return &out
}

// ease bends 0…256 so that it starts and ends flat.
func ease(t int32) int32 { return t * t * (768 - 2*t) >> 16 }

// sensorNoise is what a sensor adds to each pixel: about normal, with a standard deviation of 32.
var sensorNoise = sync.OnceValue(func() *[1 << 16]int8 {
	d := rand.New(rand.NewPCG(3, 4))
	var out [1 << 16]int8
	for i := range out {
		v := 0
		for range 6 {
			v += d.IntN(47)
		}
		out[i] = int8(max(-128, min(127, v-138)))
	}
	return &out
})
