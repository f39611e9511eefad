package main

import (
	"fmt"
	"io"
	"os"
)

// bar tells on a terminal how far something is; anywhere else it is silent.
type bar struct {
	to    io.Writer
	shown bool
}

func newBar(con console) *bar {
	f, isFile := con.err.(*os.File)
	if !isFile {
		return &bar{}
	}
	if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return &bar{}
	}
	return &bar{to: f}
}

func (b *bar) show(leaves int64) {
	if b.to != nil {
		fmt.Fprintf(b.to, "\r%d leaves …", leaves)
		b.shown = true
	}
}

// end takes the line away.
func (b *bar) end() {
	if b.shown {
		fmt.Fprint(b.to, "\r\x1b[K")
	}
}
