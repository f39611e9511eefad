// Package sheet writes tables as files for spreadsheets: CSV as in RFC 4180, and XLSX. Rows go out as they come, so a table
// of any length needs the same memory.
//
// A file that was cut off can be told from a whole one: the last record of a CSV file is [EndMark] and the number of
// rows, and the last sheet of a workbook says the same; a workbook that was cut off does not open at all.
//
// Nothing in a cell is taken for a formula. In CSV, where a program that opens it decides what a text means, a text that
// begins like a formula is written behind an apostrophe, as https://owasp.org/www-community/attacks/CSV_Injection
// advises; in XLSX a text is a text.
//
// It knows nothing of what the tables are about.
package sheet

import (
	"fmt"
	"io"
	"time"
)

// Format is a sort of file.
type Format string

// The formats.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
)

// ParseFormat reads a format of a form or a flag.
func ParseFormat(s string) (Format, bool) {
	f := Format(s)
	return f, f == CSV || f == XLSX
}

// MediaType is what a browser is told of a file.
func (f Format) MediaType() string {
	if f == XLSX {
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return "text/csv; charset=utf-8; header=present"
}

// EndMark begins the last record of a whole CSV file, and names the last sheet of a whole workbook without its sign.
const EndMark = "#end"

// A Writer writes one table. It is not safe for concurrent use.
type Writer interface {
	// Row writes a row of as many cells as there are columns. A cell is a string, an int, an int64, a float64, a bool, a
	// time.Time, a time.Duration (written as seconds) or nil; a zero time is an empty cell.
	Row(cells ...any) error
	// Rows is how many were written.
	Rows() int64
	// Flush hands on what is ready to go out.
	Flush() error
	// Close writes the end. Without it the file is not whole.
	Close() error
}

// Options say how a table is written.
type Options struct {
	// BOM begins a CSV file with the byte order mark of UTF-8, by which Excel knows it for UTF-8; without one the
	// Japanese Excel takes it for Shift JIS.
	BOM bool
	// Zone is the time zone of times; UTC when nil.
	Zone *time.Location
}

// New begins a table with its columns' names.
func New(f Format, w io.Writer, columns []string, o Options) (Writer, error) {
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	switch f {
	case CSV:
		return newCSV(w, columns, o)
	case XLSX:
		return newXLSX(w, columns, o)
	}
	return nil, fmt.Errorf("sheet: there is no format %q", f)
}

// seconds is a duration as a number, to the millisecond.
func seconds(d time.Duration) float64 { return float64(d.Milliseconds()) / 1000 }
