#include "tools/seed/problems.hpp"

namespace dossier::tools::seed {
namespace {

using enum Beat;

constexpr Turn at_once[] = {{opens, 0}, {is_taken, 20}, {answer, 60}, {solved, 45}, {closed, 1500}};
constexpr Turn asked_back[] = {{opens, 0},   {is_taken, 35}, {answer, 50},  {waits_for_them, 2},
                               {reply, 600}, {note, 40},     {solved, 120}, {closed, 3000}};
constexpr Turn to_tech[] = {{opens, 0},         {is_taken, 25},    {note, 45},
                            {goes_to_tech, 10}, {waits_for_us, 5}, {note, 420},
                            {goes_on, 15},      {answer, 60},      {solved, 500}};
constexpr Turn comes_back[] = {{opens, 0},    {is_taken, 30}, {answer, 40},     {solved, 90},
                               {reply, 1600}, {note, 30},     {more_urgent, 5}, {answer, 200},
                               {solved, 300}, {closed, 2800}};
constexpr Turn is_late[] = {{opens, 0},          {is_taken, 900}, {note, 700}, {answer, 900},
                            {waits_for_them, 5}, {reply, 2400},   {note, 300}, {solved, 900}};
constexpr Turn is_urgent[] = {{opens, 0}, {more_urgent, 4}, {is_taken, 6}, {answer, 15},
                              {note, 60}, {solved, 80},     {closed, 900}};
constexpr Turn is_nothing[] = {{opens, 0}, {unwanted, 90}};
constexpr Turn stays[] = {{opens, 0},    {is_taken, 60}, {answer, 300},     {waits_for_them, 3},
                          {reply, 1900}, {note, 400},    {new_deadline, 5}, {answer, 2400}};

constexpr Turn waits[] = {{opens, 0}, {is_taken, 80}, {answer, 200}, {waits_for_them, 3}};
constexpr Turn with_tech[] = {
    {opens, 0}, {is_taken, 40}, {note, 90}, {goes_to_tech, 15}, {waits_for_us, 5}};

constexpr Course all_courses[] = {
    {at_once, 48}, {asked_back, 72}, {to_tech, 120}, {at_once},        {comes_back, 48},
    {asked_back},  {is_urgent, 8},   {stays, 240},   {at_once, 24},    {is_late, 24},
    {to_tech},     {asked_back, 96}, {is_nothing},   {comes_back, 72}, {stays},
    {waits, 96},   {with_tech},
};

}  // namespace

std::span<const Course> courses() { return all_courses; }

}  // namespace dossier::tools::seed
