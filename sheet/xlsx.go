package sheet

import (
	"archive/zip"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// sheetRows is how many rows a sheet has at most: Excel reads 1,048,576, and half of that keeps a sheet's text below
// the 4 GiB above which a ZIP file needs another form.
const sheetRows = 500_000

// maxText is how many characters Excel keeps in one cell.
const maxText = 32_767

// xlsxWriter writes a workbook. Its rows go out as they come, each sheet as one part of the ZIP file; the parts that tie
// sheets together (the list of them, their types, the styles) are the library's, and come last, when it is known how many
// sheets there are. In a ZIP file parts may stand in any order.
type xlsxWriter struct {
	zip      *zip.Writer
	sheet    *sheetPart // that is being written
	columns  []string
	zone     *time.Location
	n, line  int64 // rows in all, and of this sheet
	sheets   int
	perSheet int64
}

func newXLSX(w io.Writer, columns []string, o Options) (*xlsxWriter, error) {
	x := &xlsxWriter{zip: zip.NewWriter(w), columns: columns, zone: o.Zone, perSheet: sheetRows}
	return x, x.next()
}

// next begins a sheet.
func (x *xlsxWriter) next() error {
	if err := x.endSheet(); err != nil {
		return err
	}
	x.sheets++
	part, err := x.zip.Create(partName(x.sheets))
	if err != nil {
		return fmt.Errorf("sheet: begin of a sheet: %w", err)
	}
	x.sheet, x.line = beginPart(part, len(x.columns)), 1
	x.sheet.beginRow(1)
	for i, name := range x.columns {
		x.sheet.text(i, name, headStyle)
	}
	return x.sheet.endRow()
}

func (x *xlsxWriter) endSheet() error {
	if x.sheet == nil {
		return nil
	}
	if err := x.sheet.end(); err != nil {
		return fmt.Errorf("sheet: end of a sheet: %w", err)
	}
	x.sheet = nil
	return nil
}

func (x *xlsxWriter) Row(cells ...any) error {
	if len(cells) != len(x.columns) {
		return fmt.Errorf("sheet: a row of %d cells in a table of %d columns", len(cells), len(x.columns))
	}
	if x.line > x.perSheet {
		if err := x.next(); err != nil {
			return err
		}
	}
	x.sheet.beginRow(x.line + 1)
	for i, v := range cells {
		if err := x.cell(i, v); err != nil {
			return err
		}
	}
	x.n++
	x.line++
	return x.sheet.endRow()
}

func (x *xlsxWriter) cell(column int, v any) error {
	switch v := v.(type) {
	case nil:
	case string:
		if len(v) > maxText && len([]rune(v)) > maxText {
			return fmt.Errorf("sheet: a text of more than %d characters does not fit into a cell of a workbook: write CSV", maxText)
		}
		if v != "" {
			x.sheet.text(column, v, plainStyle)
		}
	case int:
		x.sheet.integer(column, int64(v))
	case int64:
		x.sheet.integer(column, v)
	case float64:
		x.sheet.number(column, v, plainStyle)
	case bool:
		x.sheet.truth(column, v)
	case time.Duration:
		x.sheet.number(column, seconds(v), plainStyle)
	case time.Time:
		if !v.IsZero() {
			x.sheet.number(column, serial(v.In(x.zone)), timeStyle)
		}
	default:
		return fmt.Errorf("sheet: a cell of the type %T", v)
	}
	return nil
}

// serial is a moment as workbooks have it, which know no zones: days since the end of 1899, by the clock of its zone, to
// the millisecond.
func serial(local time.Time) float64 {
	_, offset := local.Zone()
	const unixEpoch, day = 25569, 24 * 60 * 60 * 1000
	return unixEpoch + float64(local.UnixMilli()+int64(offset)*1000)/day
}

func (x *xlsxWriter) Rows() int64 { return x.n }

// Flush hands on what is compressed so far.
func (x *xlsxWriter) Flush() error { return x.zip.Flush() }

func (x *xlsxWriter) Close() error {
	if err := x.endSheet(); err != nil {
		return err
	}
	frame, err := x.frame()
	if err != nil {
		return fmt.Errorf("sheet: workbook: %w", err)
	}
	defer frame.Close()
	own := make([]string, x.sheets)
	for i := range own {
		own[i] = partName(i + 1)
	}
	frame.SetZipWriter(func(io.Writer) excelize.ZipWriter { return framed{x.zip, own} })
	if err := frame.Write(io.Discard); err != nil {
		return fmt.Errorf("sheet: workbook: %w", err)
	}
	return nil
}

// The styles of cells, in the order in which frame makes them.
const (
	plainStyle = iota
	timeStyle
	headStyle
)

// frame is a workbook of as many sheets, which are empty, and the last one, which says that it is whole.
func (x *xlsxWriter) frame() (*excelize.File, error) {
	f := excelize.NewFile()
	format := "yyyy-mm-dd hh:mm:ss"
	for want, style := range []*excelize.Style{timeStyle: {CustomNumFmt: &format}, headStyle: {Font: &excelize.Font{Bold: true}}} {
		if want == plainStyle {
			continue
		}
		if got, err := f.NewStyle(style); err != nil || got != want {
			return nil, fmt.Errorf("style %d is %d: %w", want, got, err)
		}
	}
	if err := f.SetSheetName("Sheet1", "1"); err != nil {
		return nil, err
	}
	for n := 2; n <= x.sheets; n++ {
		if _, err := f.NewSheet(fmt.Sprint(n)); err != nil {
			return nil, err
		}
	}
	last := strings.TrimPrefix(EndMark, "#")
	if _, err := f.NewSheet(last); err != nil {
		return nil, err
	}
	for cell, v := range map[string]any{"A1": EndMark, "B1": x.n} {
		if err := f.SetCellValue(last, cell, v); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// framed adds the library's parts to a ZIP file in which ours are already.
type framed struct {
	*zip.Writer
	own []string
}

// Create begins a part; what is written to one of ours goes nowhere.
func (f framed) Create(name string) (io.Writer, error) {
	if slices.Contains(f.own, name) {
		return io.Discard, nil
	}
	return f.Writer.Create(name)
}
