// Package vectors reads values, and what every language must make of them, from fixtures/vectors/4-vectors.jsonl.
package vectors

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"
)

// Vector is the values of an event, and what comes of them.
type Vector struct {
	Event string
	Given map[string]json.RawMessage
	Made  Made
}

// Made is what every language must make of the values.
type Made struct {
	Message  string
	Severity string
	Subjects json.RawMessage
	Props    json.RawMessage
}

// Read gives all of a file, one a line.
func Read(path string) ([]Vector, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var vectors []Vector
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var vector Vector
		if err := json.Unmarshal(lines.Bytes(), &vector); err != nil {
			return nil, fmt.Errorf("%s: line %d: %w", path, len(vectors)+1, err)
		}
		vectors = append(vectors, vector)
	}
	return vectors, nil
}

// MakeEvent calls a constructor, whose arguments are in the order of the fields of what it makes.
func (v Vector) MakeEvent(constructor any) (any, error) {
	function := reflect.ValueOf(constructor)
	made := function.Type().Out(0).Elem()
	given := map[string]json.RawMessage{}
	for property, value := range v.Given {
		given[fieldOf(property)] = value
	}
	var arguments []reflect.Value
	for index := 0; index < made.NumField(); index++ {
		argument := reflect.New(function.Type().In(index))
		if value, ok := given[made.Field(index).Name]; ok {
			if err := json.Unmarshal(value, argument.Interface()); err != nil {
				return nil, fmt.Errorf("%s: %s: %w", v.Event, made.Field(index).Name, err)
			}
		}
		arguments = append(arguments, argument.Elem())
	}
	return function.Call(arguments)[0].Interface(), nil
}

func fieldOf(property string) string {
	var field strings.Builder
	for _, part := range strings.Split(property, "_") {
		field.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return field.String()
}
