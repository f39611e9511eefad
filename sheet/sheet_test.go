package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

var tokyo = time.FixedZone("JST", 9*60*60)

func write(t *testing.T, f Format, o Options, rows ...[]any) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := New(f, &b, []string{"a", "b", "c"}, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if err := w.Row(r...); err != nil {
			t.Fatal(err)
		}
	}
	if int(w.Rows()) != len(rows) {
		t.Errorf("%d rows, want %d", w.Rows(), len(rows))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var someRows = [][]any{
	{"山田 太郎", 3, 1500 * time.Millisecond},
	{"a,\"b\"\r\nc", int64(-5), time.Date(2026, 4, 1, 0, 30, 0, 250e6, time.UTC)},
	{nil, 2.5, true},
	{"", time.Time{}, false},
}

func TestCSV(t *testing.T) {
	t.Parallel()
	got := string(write(t, CSV, Options{Zone: tokyo}, someRows...))
	want := "a,b,c\r\n山田 太郎,3,1.5\r\n\"a,\"\"b\"\"\r\nc\",-5,2026-04-01T09:30:00.250+09:00\r\n,2.5,true\r\n,,false\r\n#end,4,\r\n"
	if got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if with := string(write(t, CSV, Options{BOM: true, Zone: tokyo}, someRows...)); with != "\xef\xbb\xbf"+want {
		t.Errorf("with a byte order mark: %q", with)
	}
	records, err := csv.NewReader(strings.NewReader(got)).ReadAll()
	if err != nil || len(records) != 6 {
		t.Errorf("read again: %v, %v", records, err)
	}
}

func TestNothingIsAFormula(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"=1+1": "'=1+1", "+81 3": "'+81 3", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1", "\n=1": "'\n=1", " =1": "' =1",
		"\u3000＝1": "'\u3000＝1", "＋1": "'＋1", "－1": "'－1", "＠A": "'＠A", "\ufeff=1": "'\ufeff=1", "\x00=1": "'=1", "\x00\x01=1": "'\x01=1",
		"a=1": "a=1", "'=1": "'=1", "": "", "ー": "ー", "approve": "approve", "\ttab": "'\ttab",
	} {
		if got := harmless(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func FuzzHarmless(f *testing.F) {
	f.Add("=cmd|' /C calc'!A0")
	f.Fuzz(func(t *testing.T, text string) {
		got := harmless(text)
		if trimmed := strings.TrimSpace(got); trimmed != "" && strings.ContainsAny(trimmed[:1], "=+-@") {
			t.Errorf("%q is still one: %q", text, got)
		}
	})
}

func TestXLSX(t *testing.T) {
	t.Parallel()
	rows := append([][]any{{"=1+1", "\x01a", "@"}}, someRows...)
	f, err := excelize.OpenReader(bytes.NewReader(write(t, XLSX, Options{Zone: tokyo}, rows...)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := f.GetSheetList(); !slices.Equal(got, []string{"1", "end"}) {
		t.Errorf("sheets %v", got)
	}
	got, err := f.GetRows("1")
	if err != nil || len(got) != 6 {
		t.Fatalf("%v, %v", got, err)
	}
	for cell, want := range map[string]string{
		"A1": "a", "A2": "=1+1", "B2": "a", "C2": "@", "A3": "山田 太郎", "B3": "3", "C3": "1.5", "B4": "-5", "C4": "2026-04-01 09:30:00", "B5": "2.5", "C5": "TRUE", "B6": "",
	} {
		if v, err := f.GetCellValue("1", cell); err != nil || v != want {
			t.Errorf("%s: %q, %v, want %q", cell, v, err, want)
		}
	}
	if formula, err := f.GetCellFormula("1", "A2"); err != nil || formula != "" {
		t.Errorf("A2 is the formula %q, %v", formula, err)
	}
	if n, err := f.GetCellValue("end", "B1"); err != nil || n != "5" {
		t.Errorf("the end says %q, %v", n, err)
	}
}

func TestAWorkbookOfSeveralSheets(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	w, err := newXLSX(&b, []string{"n"}, Options{Zone: tokyo})
	if err != nil {
		t.Fatal(err)
	}
	w.perSheet = 1000
	for n := range 2500 {
		if err := w.Row(n); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for sheet, want := range map[string]int{"1": 1001, "2": 1001, "3": 501} {
		rows, err := f.GetRows(sheet)
		if err != nil || len(rows) != want || rows[0][0] != "n" {
			t.Errorf("sheet %s: %d rows, %v, want %d", sheet, len(rows), err, want)
		}
	}
}

// counter counts bytes and keeps none.
type counter struct{ n int }

func (c *counter) Write(p []byte) (int, error) { c.n += len(p); return len(p), nil }

// A table of any length goes out while it is written, in the same memory.
func TestRowsGoOutAsTheyCome(t *testing.T) {
	columns := make([]string, 30)
	row := make([]any, len(columns))
	for i := range columns {
		columns[i], row[i] = fmt.Sprint("column-", i), fmt.Sprint("value-", i, "-of-a-decision")
	}
	for _, format := range []Format{CSV, XLSX} {
		out := &counter{}
		w, err := New(format, out, columns, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Flush(); err != nil || out.n == 0 {
			t.Errorf("%s: nothing goes out before the first row: %d bytes, %v", format, out.n, err)
		}
		begin, sent := heap(), out.n
		for range 20 {
			for range 1000 {
				if err := w.Row(row...); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.Flush(); err != nil || out.n <= sent {
				t.Errorf("%s: after %d rows %d bytes have gone out, %d before the last thousand, %v", format, w.Rows(), out.n, sent, err)
			}
			sent = out.n
		}
		if grown := heap() - begin; grown > 2<<20 {
			t.Errorf("%s: 20,000 rows keep %d KB", format, grown>>10)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// heap is how much is in use, in bytes.
func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// full takes some bytes and then no more, as a browser that has gone.
type full struct{ left int }

var errFull = errors.New("full")

func (f *full) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestWhatCannotBeWrittenIsTold(t *testing.T) {
	t.Parallel()
	for _, format := range []Format{CSV, XLSX} {
		w, err := New(format, &full{left: 100}, []string{"a", "b"}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for n := range 100 {
			err = errors.Join(err, w.Row(n, "something"), w.Flush())
		}
		if err = errors.Join(err, w.Close()); !errors.Is(err, errFull) {
			t.Errorf("%s: %v", format, err)
		}
		if err := w.Row(1); err == nil {
			t.Errorf("%s: a row of one cell is taken", format)
		}
	}
	w, err := New(XLSX, new(bytes.Buffer), []string{"a"}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Row(strings.Repeat("あ", maxText+1)); err == nil {
		t.Error("a text that Excel would cut is taken")
	}
	if err := w.Row(struct{}{}); err == nil {
		t.Error("a cell that means nothing is taken")
	}
	if _, err := New("pdf", new(bytes.Buffer), nil, Options{}); err == nil {
		t.Error("an unknown format is taken")
	}
}
