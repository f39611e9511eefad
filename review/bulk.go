package review

import (
	"slices"

	"shinsa/review/kinds"
)

// Bulkable says whether an item may be answered "yes" together with all the others that are still open.
// Never may what has to be compared letter by letter, and nothing about which a machine noticed something:
// there a person must have looked.
func Bulkable(item kinds.Item, findings []string) bool {
	if item.Individual {
		return false
	}
	return !slices.ContainsFunc(findings, func(stored string) bool {
		return ParseFinding(stored).concerns(item)
	})
}

// checkBulk refuses answers that were given together and may not be.
func checkBulk(k *kinds.Kind, f DecisionForm, findings []string, set Settings) error {
	var not []string
	for _, id := range f.Bulk {
		item, ok := k.Item(id)
		if !ok {
			return &DecisionError{Code: "unknown-item", Items: []string{id}}
		}
		if !set.BulkYes || f.Answers[id] != Yes || !Bulkable(item, findings) {
			not = append(not, id)
		}
	}
	if len(not) > 0 {
		return &DecisionError{Code: "not-in-bulk", Items: not}
	}
	return nil
}
