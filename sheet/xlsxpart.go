package sheet

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// partName is what the library calls the n-th sheet of a workbook.
func partName(n int) string { return fmt.Sprintf("xl/worksheets/sheet%d.xml", n) }

// sheetPart writes a sheet as ECMA-376 has it, part 1, chapter 18.3 (SpreadsheetML, worksheets): rows of cells, each with its
// place. Texts stand in their cells and not in a table of their own, so nothing is kept. Errors of writing come from
// endRow and end.
type sheetPart struct {
	to      *bufio.Writer
	columns []string // A, B, …
	row     string   // the number of the one that is being written
	digits  []byte
}

// beginPart begins a sheet whose first row stays in sight.
func beginPart(w io.Writer, columns int) *sheetPart {
	s := &sheetPart{to: bufio.NewWriterSize(w, 1<<15)}
	for i := range columns {
		s.columns = append(s.columns, columnName(i))
	}
	s.write(xml.Header, `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0">`,
		`<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`,
		`<cols><col min="1" max="`, strconv.Itoa(columns), `" width="18" customWidth="1"/></cols><sheetData>`)
	return s
}

// columnName is the name of a column from 0 on: A to Z, AA and so on.
func columnName(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}

func (s *sheetPart) write(all ...string) {
	for _, text := range all {
		_, _ = s.to.WriteString(text) // the error stays until endRow
	}
}

func (s *sheetPart) beginRow(n int64) {
	s.row = strconv.FormatInt(n, 10)
	s.write(`<row r="`, s.row, `">`)
}

func (s *sheetPart) endRow() error {
	_, err := s.to.WriteString(`</row>`)
	return err
}

func (s *sheetPart) end() error {
	s.write(`</sheetData></worksheet>`)
	return s.to.Flush()
}

// begin begins a cell, up to its value.
func (s *sheetPart) begin(column int, style int, more string) {
	s.write(`<c r="`, s.columns[column], s.row, `"`)
	if style != plainStyle {
		s.write(` s="`, strconv.Itoa(style), `"`)
	}
	s.write(more)
}

func (s *sheetPart) text(column int, text string, style int) {
	s.begin(column, style, ` t="inlineStr"><is><t xml:space="preserve">`)
	_ = xml.EscapeText(s.to, []byte(strings.Map(printable, text))) // the error stays until endRow
	s.write(`</t></is></c>`)
}

func (s *sheetPart) integer(column int, n int64) {
	s.begin(column, plainStyle, `><v>`)
	s.digits = strconv.AppendInt(s.digits[:0], n, 10)
	_, _ = s.to.Write(s.digits)
	s.write(`</v></c>`)
}

func (s *sheetPart) number(column int, n float64, style int) {
	s.begin(column, style, `><v>`)
	s.digits = strconv.AppendFloat(s.digits[:0], n, 'f', -1, 64)
	_, _ = s.to.Write(s.digits)
	s.write(`</v></c>`)
}

func (s *sheetPart) truth(column int, b bool) {
	value := `<v>0</v></c>`
	if b {
		value = `<v>1</v></c>`
	}
	s.begin(column, plainStyle, ` t="b">`+value)
}

// printable leaves out what XML 1.0 cannot hold.
func printable(r rune) rune {
	if r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff {
		return -1
	}
	return r
}
