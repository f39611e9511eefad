package specimen

// surface is what a document lies on, drawn at half the picture's size: a table is a little out of focus.
type surface struct {
	base ink
	// texture gives the differences to base at a point of that size.
	texture func(s *surface, x, y int) (bright, cb, cr int)
	// noise and the place in it where the picture lies are thrown.
	noise, specks *[tile * tile]int8
	dx, dy        int
}

var surfaces = []surface{
	{base: rgb(150, 104, 66), texture: wood},
	{base: rgb(96, 62, 42), texture: wood},
	{base: rgb(198, 172, 134), texture: wood},
	{base: rgb(62, 72, 92), texture: cloth},
	{base: rgb(104, 60, 62), texture: cloth},
	{base: rgb(112, 116, 116), texture: stone},
	{base: rgb(70, 74, 78), texture: stone},
	{base: rgb(190, 190, 184), texture: stone},
	{base: rgb(176, 168, 120), texture: straw},
}

// newSurface throws a table and which part of it is in the picture.
func newSurface(d dice) surface {
	s := pick(d, surfaces)
	s.noise, s.specks = clouds(), specks()
	s.dx, s.dy = d.IntN(tile), d.IntN(tile)
	return s
}

// cloud reads the noise between its points; x and y are in 1/16 of a point.
func (s *surface) cloud(x, y int) int {
	i, j, fx, fy := x>>4&(tile-1), y>>4&(tile-1), x&15, y&15
	r, b := (i+1)&(tile-1), (j+1)&(tile-1)*tile
	j *= tile
	c := s.noise
	top := int(c[j+i])*(16-fx) + int(c[j+r])*fx
	bottom := int(c[b+i])*(16-fx) + int(c[b+r])*fx
	return (top*(16-fy) + bottom*fy) >> 8
}

// wood has a long grain, with rings that wander, and boards with a dark joint.
func wood(s *surface, x, y int) (int, int, int) {
	x += s.dx
	y += s.dy
	bend := s.cloud(x*2, y*6)
	ring := sine((y*15+bend*14)*3) * 9 >> 14
	fine := s.cloud(x*2+bend, y*44) / 7
	broad := s.cloud(x, y*9+700) / 6
	joint := 0
	if j := y % 262; j < 3 {
		joint = -34 + j*8
	}
	bright := ring + fine + broad + joint
	return bright, -bright / 7, bright / 9
}

// cloth is woven of threads.
func cloth(s *surface, x, y int) (int, int, int) {
	x += s.dx
	y += s.dy
	a := sine((x*3+y)*220 + s.cloud(x*8, y*8)*3)
	b := sine((x-y*3)*220 + s.cloud(x*8+300, y*8)*3)
	bright := (a+b)*7>>14 + s.cloud(x*3, y*3)/9 + s.cloud(x*40, y*40)/16
	return bright, 0, 0
}

// stone is finely speckled, like a kitchen top.
func stone(s *surface, x, y int) (int, int, int) {
	x += s.dx
	y += s.dy
	speck := int(s.specks[y&(tile-1)*tile+x&(tile-1)])
	spot := 0
	switch {
	case speck > 58:
		spot = min(20, (speck-58)*2/3)
	case speck < -62:
		spot = max(-22, (speck+62)*2/3)
	}
	bright := s.cloud(x*2, y*2)/9 + speck/12 + spot
	return bright, -spot / 8, spot / 10
}

// straw is a mat of rushes, as in a Japanese room.
func straw(s *surface, x, y int) (int, int, int) {
	x += s.dx
	y += s.dy
	thread := sine(y*turn/7+s.cloud(x*2, y*30)*2) * 13 >> 14
	pinch := 0
	if j := (x + s.cloud(200, y*3)/40) % 58; j < 3 {
		pinch = -12
	}
	bright := thread + pinch + s.cloud(x*3, y*60)/8 + s.cloud(x, y)/8
	return bright, -bright / 8, s.cloud(x*2, y*80+99) / 26
}
