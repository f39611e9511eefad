package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// csvWriter writes records as RFC 4180 has them: CRLF at their ends, quotes where they are needed, a header.
type csvWriter struct {
	to   *csv.Writer
	zone *time.Location
	rec  []string
	n    int64
}

const bom = "\ufeff"

func newCSV(w io.Writer, columns []string, o Options) (*csvWriter, error) {
	if o.BOM {
		if _, err := io.WriteString(w, bom); err != nil {
			return nil, err
		}
	}
	c := &csvWriter{to: csv.NewWriter(w), zone: o.Zone, rec: make([]string, len(columns))}
	c.to.UseCRLF = true
	return c, c.to.Write(columns)
}

func (c *csvWriter) Row(cells ...any) error {
	if len(cells) != len(c.rec) {
		return fmt.Errorf("sheet: a row of %d cells in a table of %d columns", len(cells), len(c.rec))
	}
	for i, v := range cells {
		text, err := csvText(v, c.zone)
		if err != nil {
			return err
		}
		c.rec[i] = text
	}
	c.n++
	return c.to.Write(c.rec)
}

func (c *csvWriter) Rows() int64 { return c.n }

func (c *csvWriter) Flush() error {
	c.to.Flush()
	return c.to.Error()
}

func (c *csvWriter) Close() error {
	clear(c.rec)
	c.rec[0] = EndMark
	if len(c.rec) > 1 {
		c.rec[1] = strconv.FormatInt(c.n, 10)
	} else {
		c.rec[0] += " " + strconv.FormatInt(c.n, 10)
	}
	if err := c.to.Write(c.rec); err != nil {
		return err
	}
	return c.Flush()
}

func csvText(v any, zone *time.Location) (string, error) {
	switch v := v.(type) {
	case nil:
		return "", nil
	case string:
		return harmless(v), nil
	case int:
		return strconv.Itoa(v), nil
	case int64:
		return strconv.FormatInt(v, 10), nil
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), nil
	case bool:
		return strconv.FormatBool(v), nil
	case time.Duration:
		return strconv.FormatFloat(seconds(v), 'f', -1, 64), nil
	case time.Time:
		if v.IsZero() {
			return "", nil
		}
		return v.In(zone).Format("2006-01-02T15:04:05.000Z07:00"), nil
	}
	return "", fmt.Errorf("sheet: a cell of the type %T", v)
}

// triggers begin what a program may take for a formula; the wide ones are what a Japanese keyboard types, and are taken
// for the others by some.
const triggers = "=+-@＝＋－＠"

// harmless keeps a text from being taken for a formula, whatever blanks stand before its first sign, and from ending
// the line for programs that take more than CRLF for its end.
func harmless(s string) string {
	if s == "" {
		return s
	}
	first := strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r == '\ufeff' })
	if first != "" && strings.ContainsRune(triggers, []rune(first)[0]) || s[0] == '\t' || s[0] == '\r' || s[0] == '\n' {
		s = "'" + s
	}
	return strings.ReplaceAll(s, "\x00", "")
}
