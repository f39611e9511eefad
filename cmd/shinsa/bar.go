package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// bar tells on a terminal how far something is; anywhere else it is silent.
type bar struct {
	to    io.Writer // nil where there is no terminal
	of    int64
	begun time.Time
	shown bool
}

// newBar makes a bar for so many leaves; 0 where nobody knows how many there will be, see count.
func newBar(con console, of int64) *bar {
	b := &bar{of: of, begun: time.Now()}
	if f, isFile := con.err.(*os.File); isFile {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			b.to = f
		}
	}
	return b
}

// cells is how wide the bar is drawn.
const cells = 30

func (b *bar) show(leaves int64) {
	if b.to == nil || b.of <= 0 {
		return
	}
	part := min(1, float64(leaves)/float64(b.of))
	full := int(part * cells)
	line := fmt.Sprintf("\r[%s%s] %3.0f %%  %d of %d leaves", strings.Repeat("#", full), strings.Repeat(".", cells-full), part*100, leaves, b.of)
	if spent := time.Since(b.begun); part > 0.05 && spent > time.Second {
		line += fmt.Sprintf(", %s left ", time.Duration(float64(spent)*(1-part)/part).Round(time.Second))
	}
	fmt.Fprint(b.to, line)
	b.shown = true
}

// count tells how many rows are done of nobody knows how many.
func (b *bar) count(rows int64) {
	if b.to == nil {
		return
	}
	fmt.Fprintf(b.to, "\r%d rows, %s ", rows, time.Since(b.begun).Round(time.Second))
	b.shown = true
}

// end takes the line away.
func (b *bar) end() {
	if b.shown {
		fmt.Fprint(b.to, "\r\x1b[K")
	}
}
