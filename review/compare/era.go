package compare

import "fmt"

// era is a Japanese era. Each begins on a day and ends on the eve of the next (Era Name Act of 1979; the earlier
// ones by imperial edict). The day of a change belongs to the new era.
type era struct {
	name   string
	signs  []string // as people write it, folded
	offset int      // year of the era + offset = Gregorian year
	begins Date
}

// Before 1873 Japan counted months by the moon; such a date cannot be read as Gregorian.
var eras = []era{
	{"明治", []string{"明治", "明", "M", "MEIJI"}, 1867, Date{1873, 1, 1}},
	{"大正", []string{"大正", "大", "T", "TAISHO"}, 1911, Date{1912, 7, 30}},
	{"昭和", []string{"昭和", "昭", "S", "SHOWA"}, 1925, Date{1926, 12, 25}},
	{"平成", []string{"平成", "平", "H", "HEISEI"}, 1988, Date{1989, 1, 8}},
	{"令和", []string{"令和", "令", "R", "REIWA"}, 2018, Date{2019, 5, 1}},
}

// eraHas says whether the day lies in the era at index i.
func eraHas(i int, d Date) bool {
	return !d.Before(eras[i].begins) && (i == len(eras)-1 || d.Before(eras[i+1].begins))
}

// Era writes the year of the date by its era: 平成2年, or 令和元年 for a first year. It is empty for days before 1873
// and for what is no day.
func (d Date) Era() string {
	if !d.Valid() {
		return ""
	}
	for i, e := range eras {
		if !eraHas(i, d) {
			continue
		}
		if year := d.Year - e.offset; year > 1 {
			return fmt.Sprintf("%s%d年", e.name, year)
		}
		return e.name + "元年"
	}
	return ""
}
