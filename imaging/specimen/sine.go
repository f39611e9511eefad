package specimen

// turn is a whole circle in the unit of sine and cosine.
const turn = 4096

// sines is a quarter circle, from 0 to 1 as 0 to 16384. math.Sin is not used: it may differ in its last bit
// from one processor to the next.
var sines = func() (table [turn/4 + 1]int32) {
	const rightAngle = 1.5707963267948966
	for i := range table {
		x := float64(float64(i) * (rightAngle / (turn / 4)))
		x2 := float64(x * x)
		// Taylor's series to x¹¹; each product is rounded by itself, so none is fused.
		s := 1.0
		for _, k := range [...]float64{110, 72, 42, 20, 6} {
			s = 1 - float64(float64(x2/k)*s)
		}
		table[i] = int32(float64(float64(x*s)*16384) + 0.5)
	}
	return table
}()

// sine returns 16384 times the sine of an angle, any integer.
func sine(angle int) int {
	angle &= turn - 1
	switch {
	case angle <= turn/4:
		return int(sines[angle])
	case angle <= turn/2:
		return int(sines[turn/2-angle])
	case angle <= turn*3/4:
		return -int(sines[angle-turn/2])
	}
	return -int(sines[turn-angle])
}

func cosine(angle int) int { return sine(angle + turn/4) }
